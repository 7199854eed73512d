package disclosure

// A Certainty says how sure the company is of a fact.
type Certainty string

const (
	Sure      Certainty = "confirmed" // counted or checked; authors may write "counted"
	Estimated Certainty = "estimated"
	Suspected Certainty = "suspected"
	Unknown   Certainty = "unknown"
)

// Certainties lists every certainty.
var Certainties = []Certainty{Sure, Estimated, Suspected, Unknown}

// The tag words marks what a translation may repeat: "yes" is translated text,
// "id" is what an item of a keyed list is matched by. Everything else comes from
// the original.

// Facts is everything that can be stated about an incident, in a statement or
// in the account. A field that is zero was not stated. The json names are the
// standard terms of the field and final: they are in every published record.
type Facts struct {
	Title         string         `json:"title,omitempty" words:"yes"`
	Kind          Kind           `json:"kind,omitempty"`
	Status        Status         `json:"status,omitempty"`
	NextUpdate    NextUpdate     `json:"next_update,omitzero"`
	Started       When           `json:"started,omitzero"`
	Detected      When           `json:"detected,omitzero"`
	Confirmed     When           `json:"confirmed,omitzero"`
	Contained     When           `json:"contained,omitzero"`
	Fixed         When           `json:"fixed,omitzero"`
	Resolved      When           `json:"resolved,omitzero"`
	DiscoveredBy  string         `json:"discovered_by,omitempty"`
	Origin        string         `json:"origin,omitempty"`
	Supplier      string         `json:"supplier,omitempty" words:"yes"`
	Related       []string       `json:"related,omitempty"`     // incident ids
	MergedInto    string         `json:"merged_into,omitempty"` // incident id
	Components    []Impact       `json:"components,omitempty"`
	Affected      []Affected     `json:"affected,omitempty"`
	NotAffected   []NotAffected  `json:"not_affected,omitempty"`
	HowToKnow     string         `json:"how_to_know,omitempty" words:"yes"`
	Data          []Data         `json:"data,omitempty"`
	Consequences  []string       `json:"consequences,omitempty" words:"yes"`
	Actions       Actions        `json:"actions,omitzero"`
	Measures      []Measure      `json:"measures,omitempty"`
	Support       []Support      `json:"support,omitempty"`
	Notified      []Notified     `json:"notified,omitempty"`
	AlsoSaid      []AlsoSaid     `json:"also_said,omitempty"`
	Contact       Contact        `json:"contact,omitzero"`
	Unknowns      []string       `json:"unknowns,omitempty" words:"yes"`
	HeldBack      []HeldBack     `json:"held_back,omitempty"`
	Verification  []Verification `json:"verification,omitempty"`
	MonitorUntil  Moment         `json:"monitor_until,omitzero"`
	Commitments   []Commitment   `json:"commitments,omitempty"`
	RootCause     string         `json:"root_cause,omitempty" words:"yes"`
	Contributing  []string       `json:"contributing,omitempty" words:"yes"`
	Lessons       []string       `json:"lessons,omitempty" words:"yes"`
	Credit        []string       `json:"credit,omitempty" words:"yes"`
	Vulnerability Weakness       `json:"vulnerability,omitzero"`
	Window        Window         `json:"window,omitzero"`
	PinUntil      Moment         `json:"pin_until,omitzero"`
}

// NextUpdate is the promise to write again. One field is set.
type NextUpdate struct {
	At   Moment `json:"at,omitzero"`
	When string `json:"when,omitempty" words:"yes"` // an event instead of a time
	None string `json:"none,omitempty" words:"yes"` // why there will be no further update
}

// Discoverers, Origins and HoldReasons list the words that the fields of these
// names may have.
var (
	Discoverers = []string{"monitoring", "staff", "customer", "researcher", "supplier", "law-enforcement", "attacker-claim", "press"}
	Origins     = []string{"own", "supplier", "customer-side", "unknown"}
	HoldReasons = []string{"active-investigation", "law-enforcement", "privacy", "exploit-risk", "legal-hold"}
	Addressees  = []string{"regulator", "police", "csirt", "people-affected", "customers", "exchange"}
	Units       = []string{"people", "accounts", "customers", "organisations", "records", "devices", "requests", "bookings", "messages", "files"}
)

// Impact is what an incident does to one component.
type Impact struct {
	ID     string `json:"id,omitempty" words:"id"` // component id of site.yaml
	Impact string `json:"impact,omitempty"`
}

// Impacts lists the words for an impact, from none to worst; maintenance stands
// apart at the end.
var Impacts = []string{"operational", "degraded", "partial-outage", "major-outage", "maintenance"}

// Affected is a group of people or things that the incident touched.
type Affected struct {
	Who       string    `json:"who,omitempty" words:"yes"`
	Count     int       `json:"count,omitempty"`
	Min       int       `json:"min,omitempty"`
	Max       int       `json:"max,omitempty"`
	All       bool      `json:"all,omitempty"`
	Unit      string    `json:"unit,omitempty"`
	Certainty Certainty `json:"certainty,omitempty"` // Unknown: how many is not known
	AsOf      Moment    `json:"as_of,omitzero"`
}

// NotAffected is a group that the incident did not touch, and how the company knows.
type NotAffected struct {
	Who   string `json:"who,omitempty" words:"yes"`
	Basis string `json:"basis,omitempty" words:"yes"`
}

// Exposure says whether a category of data is involved.
type Exposure string

const (
	Exposed         Exposure = "confirmed"
	PossiblyExposed Exposure = "possible"
	NotExposed      Exposure = "ruled-out"
	ExposureUnknown Exposure = "unknown"
)

// Effects lists what can have happened to data, in the words of the front matter.
var Effects = []string{"copied", "viewed", "published", "changed", "deleted", "unavailable"}

// Data is one category of data and what happened to it.
type Data struct {
	Category   string   `json:"category,omitempty" words:"id"`
	Exposure   Exposure `json:"exposure,omitempty"`
	Effects    []string `json:"effects,omitempty"` // with Exposed only
	Protection string   `json:"protection,omitempty"`
	Detail     string   `json:"detail,omitempty" words:"yes"`
	Basis      string   `json:"basis,omitempty" words:"yes"` // with NotExposed: how the company knows
}

// Actions is what readers can do: steps, or none for a reason.
type Actions struct {
	Steps []Action  `json:"steps,omitempty"`
	None  *NoAction `json:"none,omitempty"`
}

// Action is one step that readers can take.
type Action struct {
	Do   string `json:"do,omitempty" words:"yes"`
	Why  string `json:"why,omitempty" words:"yes"`
	For  string `json:"for,omitempty" words:"yes"`
	When string `json:"when,omitempty"` // one of Urgencies
	Link string `json:"link,omitempty" words:"yes"`
}

// Urgencies lists when a step should be taken, most urgent first.
var Urgencies = []string{"now", "this-week", "later"}

// NoAction says why readers need do nothing, and until when that holds.
type NoAction struct {
	Reason string `json:"reason,omitempty" words:"yes"`
	Until  Moment `json:"until,omitzero"`
}

// Measure is something the company does.
type Measure struct {
	Text  string `json:"text,omitempty" words:"yes"`
	State string `json:"state,omitempty"` // one of MeasureStates
	At    Moment `json:"at,omitzero"`
}

// MeasureStates lists how far a measure can be.
var MeasureStates = []string{"done", "under-way", "planned"}

// Support is help offered to people affected.
type Support struct {
	What     string `json:"what,omitempty" words:"yes"`
	For      string `json:"for,omitempty" words:"yes"`
	Provider string `json:"provider,omitempty" words:"yes"`
	Months   int    `json:"months,omitempty"`
	Cost     string `json:"cost,omitempty" words:"yes"`
	EnrolBy  Moment `json:"enrol_by,omitzero"`
	How      string `json:"how,omitempty" words:"yes"`
}

// Notified is somebody whom the company told.
type Notified struct {
	Who  string `json:"who,omitempty" words:"id"` // one of Addressees
	Name string `json:"name,omitempty" words:"id"`
	At   Moment `json:"at,omitzero"`
}

// AlsoSaid is another place where the company said it.
type AlsoSaid struct {
	Where string `json:"where,omitempty" words:"yes"`
	At    Moment `json:"at,omitzero"`
}

// Contact is how readers ask.
type Contact struct {
	Email string `json:"email,omitempty" words:"yes"`
	Phone string `json:"phone,omitempty" words:"yes"`
	Hours string `json:"hours,omitempty" words:"yes"`
	Web   string `json:"web,omitempty" words:"yes"`
	Post  string `json:"post,omitempty" words:"yes"`
	Press string `json:"press,omitempty"`
}

// HeldBack is something the company knows and does not tell yet.
type HeldBack struct {
	What  string `json:"what,omitempty" words:"yes"`
	Why   string `json:"why,omitempty"` // one of HoldReasons
	Until Moment `json:"until,omitzero"`
}

// Verification is a test of the fix.
type Verification struct {
	What   string `json:"what,omitempty" words:"yes"`
	How    string `json:"how,omitempty" words:"yes"`
	By     string `json:"by,omitempty"` // "us" or "independent"
	At     Moment `json:"at,omitzero"`
	Result string `json:"result,omitempty" words:"yes"`
}

// Commitment is a promise that is kept in public. Later statements may repeat
// the id and only what has changed.
type Commitment struct {
	ID       string `json:"id,omitempty" words:"id"`
	Text     string `json:"text,omitempty" words:"yes"`
	Due      Moment `json:"due,omitzero"`
	State    string `json:"state,omitempty"` // one of CommitmentStates
	DoneAt   Moment `json:"done_at,omitzero"`
	Evidence string `json:"evidence,omitempty" words:"yes"`
	Reason   string `json:"reason,omitempty" words:"yes"` // why it was moved or dropped
}

// CommitmentStates lists how far a promise can be.
var CommitmentStates = []string{"planned", "under-way", "done", "dropped"}

// Weakness describes a vulnerability.
type Weakness struct {
	CVE        []string `json:"cve,omitempty"`
	Severity   string   `json:"severity,omitempty"`
	CVSS       string   `json:"cvss,omitempty"`
	Affected   []string `json:"affected,omitempty" words:"yes"` // versions
	Fixed      []string `json:"fixed,omitempty" words:"yes"`    // versions
	Workaround string   `json:"workaround,omitempty" words:"yes"`
	Exploited  string   `json:"exploited,omitempty"` // yes, no, unknown
}

// Window is the time planned for a maintenance.
type Window struct {
	Start Moment `json:"start,omitzero"`
	End   Moment `json:"end,omitzero"`
}
