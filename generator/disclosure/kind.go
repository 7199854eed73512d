package disclosure

import "slices"

// A Kind is the kind of event an incident is.
type Kind string

const (
	Outage        Kind = "outage"
	Degradation   Kind = "degradation"
	Maintenance   Kind = "maintenance"
	Security      Kind = "security" // no personal data known to be involved
	DataBreach    Kind = "data-breach"
	Vulnerability Kind = "vulnerability"
	Notice        Kind = "notice" // phishing in our name, a false claim about us
)

// Kinds lists every kind, in the order in which they are offered to authors.
var Kinds = []Kind{Outage, Degradation, Maintenance, Security, DataBreach, Vulnerability, Notice}

// A Status is how far the handling of an incident has come.
type Status string

const (
	Investigating Status = "investigating"
	Identified    Status = "identified"
	Confirmed     Status = "confirmed"
	Contained     Status = "contained"
	Workaround    Status = "workaround"
	Fixed         Status = "fixed"
	Monitoring    Status = "monitoring"
	Resolved      Status = "resolved"
	Final         Status = "final"
	Scheduled     Status = "scheduled"
	InProgress    Status = "in-progress"
	Completed     Status = "completed"
	Cancelled     Status = "cancelled"
	Open          Status = "open"
	Closed        Status = "closed"
	FalseAlarm    Status = "false-alarm"
)

var paths = map[Kind][]Status{
	Outage:        {Investigating, Identified, Monitoring, Resolved, Final},
	Degradation:   {Investigating, Identified, Monitoring, Resolved, Final},
	Security:      {Investigating, Confirmed, Contained, Fixed, Monitoring, Resolved, Final},
	DataBreach:    {Investigating, Confirmed, Contained, Fixed, Monitoring, Resolved, Final},
	Vulnerability: {Investigating, Confirmed, Workaround, Fixed, Final},
	Maintenance:   {Scheduled, InProgress, Completed},
	Notice:        {Open, Closed},
}

// Path returns the statuses that an incident of this kind goes through, in
// order. Steps may be skipped forward; a step back means reopened.
func (k Kind) Path() []Status { return slices.Clone(paths[k]) }

// Statuses returns every status an incident of this kind may have: its path,
// and the ends that lie beside it.
func (k Kind) Statuses() []Status {
	all := k.Path()
	if k == Maintenance {
		all = append(all, Cancelled)
	}
	return append(all, FalseAlarm)
}

// First returns the status of an incident of this kind about which nothing
// else was said.
func (k Kind) First() Status {
	if len(paths[k]) == 0 {
		return ""
	}
	return paths[k][0]
}

// AboutPeople reports whether incidents of this kind are breaches or weaknesses
// of security, as opposed to events of service.
func (k Kind) AboutPeople() bool {
	return k == Security || k == DataBreach
}

// AboutService reports whether incidents of this kind say how services work.
func (k Kind) AboutService() bool {
	return k == Outage || k == Degradation || k == Maintenance
}

// Ended reports whether an incident in this status is over for its readers.
func (s Status) Ended() bool {
	switch s {
	case Resolved, Final, Completed, Cancelled, Closed, FalseAlarm:
		return true
	}
	return false
}

// Rank returns the place of s on the path of k, from 0, and -1 if it is not on it.
func (k Kind) Rank(s Status) int { return slices.Index(paths[k], s) }
