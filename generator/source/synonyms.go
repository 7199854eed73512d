package source

// What people write for words that firsthand has another word for. They are
// offered, not taken: the author decides.

// synonyms of choices, in the form of word; several for words that mean one thing
// here and another there.
var synonyms = map[string]string{
	// kinds
	"breach": "data-breach", "databreach": "data-breach", "leak": "data-breach", "data-leak": "data-breach",
	"incident": "outage", "downtime": "outage", "down": "major-outage investigating", "slow": "degraded", "slowness": "degradation",
	"cve": "vulnerability", "advisory": "vulnerability", "phishing": "notice", "planned": "maintenance",
	"security-incident": "security",
	// statuses
	"update": "monitoring", "watching": "monitoring", "closed": "resolved", "done": "resolved", "solved": "resolved",
	"postmortem": "final", "final-report": "final", "started": "in-progress", "finished": "completed", "complete": "completed",
	"canceled": "cancelled dropped", "mitigated": "contained monitoring", "fixed": "resolved monitoring",
	// impacts
	"up": "operational resolved", "ok": "operational resolved", "works": "operational resolved", "working": "operational resolved",
	"outage": "major-outage investigating", "broken": "major-outage investigating", "partial": "partial-outage", "operational": "resolved",
	"major-outage": "investigating", "partial-outage": "investigating", "degraded": "investigating",
	"major": "major-outage", "degraded-performance": "degraded", "under-maintenance": "maintenance",
	// states, urgency, certainty
	"in-progress": "under-way", "doing": "under-way", "ongoing": "under-way", "todo": "planned", "open": "planned investigating", "cancelled": "dropped", "finished-work": "done",
	"immediately": "now", "today": "now", "soon": "this-week", "when-convenient": "later",
	"sure": "counted confirmed", "certain": "confirmed", "exact": "counted", "approximate": "estimated", "likely": "suspected",
	// who was told
	"law-enforcement": "police", "individuals": "people-affected", "authority": "regulator", "dpa": "regulator",
	"internal": "us own staff", "external": "independent supplier", "third-party": "independent supplier", "dpo": "regulator",
	// who did or found it
	"us": "own staff", "me": "us staff", "ours": "own", "we": "us own staff", "user": "customer", "users": "customer", "client": "customer", "vendor": "supplier",
	"outside": "independent supplier", "alert": "monitoring", "media": "press", "attacker": "attacker-claim",
	// why something is held back, and whether it is exploited
	"police": "law-enforcement", "legal": "legal-hold", "investigation": "active-investigation", "maybe": "unknown", "unsure": "unknown",
}

// dataSynonyms are words for kinds of data.
var dataSynonyms = map[string]string{
	"names": "name", "full-name": "name", "e-mail": "email", "mail": "email", "email-address": "email", "email-addresses": "email", "emails": "email",
	"phone-number": "phone", "phone-numbers": "phone", "telephone": "phone", "mobile": "phone",
	"address": "postal-address", "addresses": "postal-address", "home-address": "postal-address",
	"birthday": "date-of-birth", "birthdate": "date-of-birth", "dob": "date-of-birth",
	"ssn": "national-id", "social-security-number": "national-id", "passport": "gov-id-document", "driving-licence": "gov-id-document", "drivers-license": "gov-id-document",
	"card": "payment-card", "credit-card": "payment-card", "card-number": "payment-card", "cards": "payment-card",
	"iban": "bank-account", "bank": "bank-account", "salary": "financial-history", "login": "username", "user-name": "username",
	"passwords": "password", "2fa": "mfa-secret", "cookies": "session-token", "sessions": "session-token", "tokens": "api-key", "keys": "private-key",
	"medical": "health", "diagnosis": "health", "insurance": "health-insurance", "fingerprint": "biometric", "dna": "genetic",
	"number-plate": "licence-plate", "license-plate": "licence-plate", "religion": "sensitive-traits", "messages": "communications", "documents": "communications", "photos": "communications",
	"bookings": "orders", "booking": "orders", "appointments": "orders", "purchases": "orders", "order": "orders",
	"ip": "ip-device", "ip-address": "ip-device", "device": "ip-device", "door-code": "access-code", "staff": "employment", "minors": "children", "code": "source-code", "log": "logs",
}

// fieldSynonyms are names of fields that people know from elsewhere.
var fieldSynonyms = map[string]string{
	"name": "title", "subject": "title", "description": "summary", "excerpt": "summary", "state": "status", "category": "kind", "type": "kind",
	"severity": "components", "impact": "components", "affected_systems": "components", "systems": "components", "services": "components",
	"next": "next_update", "count": "affected", "users": "affected", "steps": "what_to_do", "corrections": "corrected_because", "correction": "corrected_because",
	"faq": "not_known_yet", "open_questions": "not_known_yet", "redactions": "held_back", "embargo": "publish_at", "publishdate": "publish_at",
	"withdraw": "withdraws", "retracts": "withdraws",
}

// fieldAdvice says what to do with fields that firsthand has no need of.
var fieldAdvice = map[string]string{
	"date":      "delete the line: publish notes the time",
	"published": "delete the line: publish notes the time",
	"updated":   "delete the line: publish notes the time",
	"lastmod":   "delete the line: publish notes the time",
	"author":    "delete the line: names of authors do not become public",
	"authors":   "delete the line: names of authors do not become public",
	"lang":      "delete the line: the file name says the language, like 01.es.md",
	"language":  "delete the line: the file name says the language, like 01.es.md",
	"id":        "delete the line: the folder name is the id",
	"slug":      "delete the line: the folder name is the id",
	"number":    "delete the line: the file name is the number",
	"notes":     "notes go into the folder private/, which the program does not publish",
	"note":      "notes go into the folder private/, which the program does not publish",
	"comment":   "notes go into the folder private/, which the program does not publish",
	"internal":  "notes go into the folder private/, which the program does not publish",
	"tags":      "delete the line",
	"layout":    "delete the line",
}
