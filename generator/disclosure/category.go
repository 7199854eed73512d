package disclosure

// Categories lists the ids of the kinds of data that can be involved. Their
// labels for readers are words of the theme and of the feed renderer.
var Categories = []string{
	"name", "email", "phone", "postal-address", "date-of-birth", "national-id", "gov-id-document", "tax-id",
	"payment-card", "bank-account", "financial-history", "username", "password", "security-questions", "mfa-secret",
	"session-token", "api-key", "private-key", "health", "health-insurance", "biometric", "genetic", "licence-plate",
	"sensitive-traits", "criminal-record", "location", "communications", "orders", "ip-device", "access-code",
	"employment", "children", "source-code", "business-data", "logs", "unknown", "other",
}

// Protections lists how data can have been protected.
var Protections = []string{"none", "hashed", "encrypted", "encrypted-key-exposed", "tokenised", "truncated", "unknown"}

// A SectionID names a standard section of an account, in every language.
type SectionID string

// SectionIDs lists the standard sections in the order of the statement forms.
var SectionIDs = []SectionID{
	"what-happened", "what-information", "what-this-could-mean", "what-we-are-doing", "what-you-can-do",
	"for-more-information", "how-it-happened", "what-we-learned",
}
