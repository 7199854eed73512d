package page

import "slices"

// Information is what information was involved.
type Information struct {
	Prose *Prose // the section "What Information Was Involved"; nil if there is none
	Rows  []Row  // one for each category, those involved first
	Basis bool   // some row says how the company knows
}

// A Row is one category of data, with what was said of it before.
type Row struct {
	Anchor string // "fact-data-phone"
	Stand
	Data *Data // what stands; nil if Gone says why nothing does
	// Name is the key of the category's word, whether anything stands or not.
	Name string
}

func (s *story) information() *Information {
	info := &Information{Prose: s.section("what-information")}
	for i, h := range s.t.local.Known {
		if h.Key.Field() != "data" {
			continue
		}
		stand, ok := s.stand(i)
		if !ok {
			continue
		}
		row := Row{Anchor: stand.Anchor, Stand: stand, Name: choice("data", h.Key.ID())}
		if stand.Value != nil {
			row.Data = stand.Value.Data
			info.Basis = info.Basis || row.Data.Basis != ""
		}
		info.Rows = append(info.Rows, row)
	}
	slices.SortStableFunc(info.Rows, func(a, b Row) int { return exposureRank(a) - exposureRank(b) })
	if info.Prose == nil && len(info.Rows) == 0 {
		return nil
	}
	return info
}

// exposureRank puts what is involved before what may be, and that before what is
// not.
func exposureRank(r Row) int {
	if r.Data == nil {
		return len(exposures)
	}
	return slices.Index(exposures, r.Data.Exposure)
}

var exposures = []string{"exposure_confirmed", "exposure_possible", "exposure_unknown", "exposure_ruled-out"}
