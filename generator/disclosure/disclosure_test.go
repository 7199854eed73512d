package disclosure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var compare = cmp.Options{cmpopts.IgnoreUnexported(Stated{}), cmpopts.EquateEmpty()}

// story makes publications of one incident, one run each, a minute apart.
func story(said ...Said) []Publication {
	var all []Publication
	start := time.Date(2026, 3, 3, 9, 52, 0, 0, time.UTC)
	for i, s := range said {
		all = append(all, Publication{
			Seq: i + 1, Run: i + 1, Type: Published, Doc: StatementDoc("2026-03-03-exports", i+1, ""), Rev: 1, Lang: "en",
			Time: start.Add(time.Duration(i) * time.Minute), Said: s,
		})
	}
	return all
}

func assemble(t *testing.T, all []Publication) *Incident {
	t.Helper()
	incidents, err := Assemble(all)
	if err != nil {
		t.Fatal(err)
	}
	if len(incidents) != 1 {
		t.Fatalf("got %d incidents, want 1", len(incidents))
	}
	return incidents[0]
}

func people(n int, c Certainty) Facts {
	return Facts{Affected: []Affected{{Count: n, Unit: "people", Certainty: c}}}
}

func TestACorrectedNumberKeepsWhatWasSaidFirst(t *testing.T) {
	first := people(4112, Sure)
	first.Title, first.Kind, first.Status = "Exports downloaded", DataBreach, Investigating
	incident := assemble(t, story(
		Said{Summary: "4,112 people.", Facts: first},
		Said{Summary: "Nothing new."},
		Said{Summary: "61,300 people.", Facts: people(61300, Sure), Corrections: map[string]string{"affected": "We had counted one export per clinic."}},
	))
	account := incident.Current()

	fact := account.Fact("affected")
	now, ok := fact.Current()
	if !ok || now.Value.([]Affected)[0].Count != 61300 || now.Statement != 3 {
		t.Errorf("the account says %+v, want 61300 from statement 3", now)
	}
	earlier := fact.Earlier()
	if len(earlier) != 1 || earlier[0].Value.([]Affected)[0].Count != 4112 || earlier[0].Statement != 1 {
		t.Errorf("earlier values are %+v, want 4112 from statement 1", earlier)
	}
	if len(account.Corrections) != 1 {
		t.Fatalf("got %d corrections, want 1", len(account.Corrections))
	}
	c := account.Corrections[0]
	if want := []int{1}; c.Key != "affected" || c.Because != "We had counted one export per clinic." || !slices.Equal(c.SaidIn, want) {
		t.Errorf("correction = %+v, want affected, with its reason, said in %v", c, want)
	}
	if len(account.Statements[0].CorrectedBy) != 1 || len(account.Statements[1].CorrectedBy) != 0 || len(account.Statements[2].Corrects) != 1 {
		t.Errorf("the corrected statement is not marked as such")
	}
	if got := incident.At(1).Facts.Affected[0].Count; got != 4112 {
		t.Errorf("version 1 says %d, want 4112", got)
	}
	if got := incident.Class(3); got != CorrectionClass {
		t.Errorf("version 3 is classed %q, want %q", got, CorrectionClass)
	}
}

func TestContradicts(t *testing.T) {
	moment := func(s string) When {
		m, err := ParseMoment(s)
		if err != nil {
			t.Fatal(err)
		}
		return When{At: m}
	}
	for _, c := range []struct {
		name     string
		key      Key
		old, new any
		want     bool
	}{
		{"another number that was counted", "affected", people(1, Sure).Affected, people(2, Sure).Affected, true},
		{"a number after an estimate", "affected", people(1, Estimated).Affected, people(2, Sure).Affected, false},
		{"the same number on a later day", "affected", people(1, Sure).Affected, []Affected{{Count: 1, Unit: "people", Certainty: Sure, AsOf: DayOf(time.Unix(0, 0))}}, false},
		{"another unit", "affected", people(1, Sure).Affected, []Affected{{Count: 1, Unit: "accounts"}}, true},
		{"a group added", "affected", people(1, Sure).Affected, append(people(1, Sure).Affected, Affected{Who: "clinics", Count: 3, Unit: "customers"}), false},
		{"another day", "started", moment("2026-02-24"), moment("2026-02-22T03:31Z"), true},
		{"a time on the same day", "started", moment("2026-02-24"), moment("2026-02-24T03:31Z"), false},
		{"a day after a time", "started", moment("2026-02-24T03:31Z"), moment("2026-02-24"), true},
		{"a time after an estimate", "started", When{At: moment("2026-02-24").At, Certainty: Estimated}, moment("2026-02-22"), false},
		{"data that was ruled out", "data.phone", Data{Category: "phone", Exposure: NotExposed}, Data{Category: "phone", Exposure: Exposed}, true},
		{"data that was possible", "data.phone", Data{Category: "phone", Exposure: PossiblyExposed}, Data{Category: "phone", Exposure: Exposed}, false},
		{"protection added", "data.phone", Data{Category: "phone", Exposure: Exposed}, Data{Category: "phone", Exposure: Exposed, Protection: "hashed"}, false},
		{"protection changed", "data.phone", Data{Category: "phone", Exposure: Exposed, Protection: "hashed"}, Data{Category: "phone", Exposure: Exposed, Protection: "none"}, true},
		{"a group no longer said to be safe", "not_affected", []NotAffected{{Who: "a"}}, []NotAffected{{Who: "b"}}, true},
		{"a counted number that is now a guess", "affected", people(1, Sure).Affected, people(1, Estimated).Affected, true},
		{"copied becomes viewed", "data.phone", Data{Category: "phone", Exposure: Exposed, Effects: []string{"copied"}}, Data{Category: "phone", Exposure: Exposed, Effects: []string{"viewed"}}, true},
		{"copied, and now published too", "data.phone", Data{Category: "phone", Exposure: Exposed, Effects: []string{"copied"}}, Data{Category: "phone", Exposure: Exposed, Effects: []string{"copied", "published"}}, false},
		{"another kind", "kind", Outage, DataBreach, true},
		{"another origin", "origin", "own", "supplier", true},
		{"an origin at last", "origin", "unknown", "supplier", false},
		{"another status", "status", Investigating, Resolved, false},
		{"another title", "title", "a", "b", false},
		{"the time of a notice moved", "notified.regulator", Notified{Who: "regulator", At: moment("2026-03-05").At}, Notified{Who: "regulator", At: moment("2026-03-06").At}, true},
	} {
		if got := Contradicts(c.key, c.old, c.new); got != c.want {
			t.Errorf("%s: Contradicts(%s, %+v, %+v) = %v, want %v", c.name, c.key, c.old, c.new, got, c.want)
		}
	}
}

func TestAWithdrawnStatementLeavesItsFactsMarked(t *testing.T) {
	incident := assemble(t, story(
		Said{Summary: "One.", Facts: Facts{Title: "T", Kind: DataBreach, Status: Investigating, Origin: "unknown"}},
		Said{Summary: "Two.", Facts: Facts{Title: "Another title", Status: Confirmed, Origin: "supplier", Supplier: "Postbird"}, Text: []Passage{{Heading: "What Happened", Section: "what-happened", MD: "x"}}},
		Said{Summary: "We take back statement 2.", Withdraws: []int{2}},
	))
	a := incident.Current()
	if a.Facts.Origin != "unknown" || a.Facts.Supplier != "" || a.Facts.Status != Investigating {
		t.Errorf("origin %q, supplier %q, status %q stand; want the values of statement 1", a.Facts.Origin, a.Facts.Supplier, a.Facts.Status)
	}
	if a.Facts.Title != "Another title" {
		t.Errorf("title %q stands, want the withdrawn one: a title survives", a.Facts.Title)
	}
	if len(a.Sections) != 0 {
		t.Errorf("a withdrawn section stands")
	}
	supplier := a.Fact("supplier")
	if _, stands := supplier.Current(); stands || len(supplier.Values) != 1 || supplier.Values[0].Withdrawn != 3 {
		t.Errorf("supplier = %+v, want a marked key without a value that stands", supplier)
	}
	if a.Statements[1].WithdrawnBy != 3 {
		t.Errorf("statement 2 is not marked as withdrawn by 3")
	}
	if got := incident.At(2).Facts.Supplier; got != "Postbird" {
		t.Errorf("version 2 says %q, want what it said", got)
	}
	if got := incident.Class(3); got != WithdrawalClass {
		t.Errorf("version 3 is classed %q", got)
	}
}

func TestAWithdrawalThatIsWithdrawnCountsNoMore(t *testing.T) {
	a := assemble(t, story(
		Said{Summary: "1", Facts: Facts{Title: "T", Kind: Outage, Origin: "own"}},
		Said{Summary: "2", Withdraws: []int{1}},
		Said{Summary: "3", Withdraws: []int{2}},
	)).Current()
	if a.Facts.Origin != "own" || a.Statements[0].WithdrawnBy != 0 {
		t.Errorf("statement 1 does not stand again: %+v", a.Facts)
	}
}

func TestARemovedFactNeverFallsBackToAnOlderValue(t *testing.T) {
	all := story(
		Said{Summary: "1", Facts: Facts{Title: "T", Kind: DataBreach, Supplier: "Postbird"}},
		Said{Summary: "2", Removed: []string{"supplier"}, Redacted: "a court order"},
	)
	fact := assemble(t, all).Current().Fact("supplier")
	now, ok := fact.Current()
	if !ok || !now.Removed || now.Value != nil {
		t.Errorf("supplier = %+v, want a removed value", now)
	}
}

// redacted appends the redaction of a statement, the records of which say said
// from now on, as a ledger hands them over.
func redacted(all []Publication, doc Doc, said Said) []Publication {
	last := all[len(all)-1]
	entry := Publication{Seq: last.Seq + 1, Run: last.Seq + 1, Type: Redaction, Doc: doc, Rev: 1, Lang: "en", Time: last.Time.Add(time.Hour), Said: said}
	for i := range all {
		if all[i].Doc == doc {
			all[i].Said = said
		}
	}
	return append(all, entry)
}

func TestOnlyWhatWasRemovedIsGone(t *testing.T) {
	facts := Facts{Title: "T", Kind: DataBreach, Status: Investigating, Data: []Data{{Category: "name", Exposure: Exposed}, {Category: "phone", Exposure: Exposed, Detail: "that of a person"}}}
	left := facts
	left.Data = facts.Data[:1]
	all := redacted(story(Said{Summary: "1", Facts: facts}, Said{Summary: "2"}), "2026-03-03-exports/01",
		Said{Summary: "1", Facts: left, Removed: []string{"data.phone"}, Redacted: "a court order"})
	incident := assemble(t, all)
	for n := 1; n <= 3; n++ {
		a := incident.At(n)
		if diff := cmp.Diff(left, a.Facts, compare); diff != "" {
			t.Errorf("version %d: facts (-want +got):\n%s", n, diff)
		}
		if now, ok := a.Fact("data.phone").Current(); !ok || !now.Removed {
			t.Errorf("version %d: phone = %+v, want a removed value", n, now)
		}
		if a.Statements[0].Redacted != all[2].Time || a.Statements[0].Status != Investigating {
			t.Errorf("version %d: statement 1 is not marked: %+v", n, a.Statements[0])
		}
	}
	if got := incident.Class(3); got != RedactionClass {
		t.Errorf("version 3 is classed %q", got)
	}
	if changes := Changes(incident.At(2), incident.At(3)); len(changes) != 0 {
		t.Errorf("a redaction changes every version alike, but version 3 differs: %+v", changes)
	}
}

func TestARemovedFactOfAWithdrawnStatementIsTakenBackWithIt(t *testing.T) {
	a := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: DataBreach, Supplier: "Postbird"}},
		Said{Removed: []string{"supplier"}, Redacted: "a court order"},
		Said{Withdraws: []int{2}},
	)).Current()
	if a.Facts.Supplier != "Postbird" || a.Fact("supplier").Values[1].Withdrawn != 3 {
		t.Errorf("supplier = %+v, want the value of statement 1 again", a.Fact("supplier"))
	}
}

func TestACorrectionStaysOneWhenWhatWasWrongIsRemoved(t *testing.T) {
	incident := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: DataBreach}, Removed: []string{"supplier"}, Redacted: "a court order"},
		Said{Facts: Facts{Supplier: "Other Ltd"}, Corrections: map[string]string{"supplier": "We mixed them up."}},
	))
	a := incident.Current()
	if len(a.Corrections) != 1 || !a.Corrections[0].Was.Removed || a.Corrections[0].Because != "We mixed them up." {
		t.Fatalf("corrections = %+v", a.Corrections)
	}
	if len(a.Statements[0].CorrectedBy) != 1 || incident.Class(2) != CorrectionClass {
		t.Errorf("statement 1 is corrected by %+v, version 2 classed %q", a.Statements[0].CorrectedBy, incident.Class(2))
	}
	changes := Changes(incident.At(1), incident.At(2))
	if len(changes) != 1 || changes[0].Kind != Corrected {
		t.Errorf("changes = %+v, want a correction", changes)
	}
}

func TestACorrectionStaysOneWhenWhatIsRightIsRemoved(t *testing.T) {
	incident := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: DataBreach, Supplier: "Postbird"}},
		Said{Removed: []string{"supplier"}, Redacted: "a court order", Corrections: map[string]string{"supplier": "We mixed them up."}},
	))
	a := incident.Current()
	if len(a.Corrections) != 1 || a.Corrections[0].Was.Value != "Postbird" || !a.Corrections[0].Now.Removed {
		t.Fatalf("corrections = %+v", a.Corrections)
	}
	if now, _ := a.Fact("supplier").Current(); !now.Removed || a.Facts.Supplier != "" || incident.Class(2) != CorrectionClass {
		t.Errorf("supplier = %+v, version 2 is classed %q", now, incident.Class(2))
	}
}

func TestARedactionOfATranslationMarksOnlyTheTranslation(t *testing.T) {
	all := story(Said{Summary: "1", Facts: Facts{Title: "T", Kind: Outage}})
	es := Doc("2026-03-03-exports/01.es")
	said := Said{Summary: "uno [removed]", Redacted: "un juez"}
	all = append(all, Publication{Seq: 2, Run: 2, Type: Published, Doc: es, Rev: 1, Of: 1, Lang: "es", Time: all[0].Time.Add(time.Minute), Said: said})
	incident := assemble(t, redacted(all, es, said))
	if got := incident.Current().Statements[0].Redacted; !got.IsZero() || len(incident.Versions) != 1 {
		t.Errorf("the original is marked as redacted on %v, in %d versions", got, len(incident.Versions))
	}
	if told := incident.In(1, "es").Statements[0]; told.Redacted.IsZero() || told.Said.Redacted != "un juez" {
		t.Errorf("the translation is not marked: %+v", told)
	}
}

func TestWhatTheWithdrawingStatementSaysItselfIsNotTakenBack(t *testing.T) {
	incident := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: Outage, Status: Investigating, Origin: "own", Supplier: "Postbird"}},
		Said{Facts: Facts{Status: FalseAlarm, Supplier: "Other Ltd"}, Withdraws: []int{1}},
	))
	got := map[Key]ChangeKind{}
	for _, c := range Changes(incident.At(1), incident.At(2)) {
		got[c.Key] = c.Kind
	}
	want := map[Key]ChangeKind{"status": Changed, "supplier": Changed, "origin": TakenBack}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestKeyedListsMergeItemByItem(t *testing.T) {
	due := DayOf(time.Date(2026, 6, 16, 0, 0, 0, 0, time.UTC))
	later := DayOf(time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC))
	a := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: DataBreach,
			Components:  []Impact{{"booking", "degraded"}, {"exports", "major-outage"}},
			Commitments: []Commitment{{ID: "c1", Text: "Alerts", Due: due, State: "under-way"}}}},
		Said{Facts: Facts{
			Components:  []Impact{{"booking", "operational"}},
			Commitments: []Commitment{{ID: "c1", Due: later, Reason: "The first version was too noisy."}}}},
	)).Current()
	want := Facts{Title: "T", Kind: DataBreach,
		Components:  []Impact{{"booking", "operational"}, {"exports", "major-outage"}},
		Commitments: []Commitment{{ID: "c1", Text: "Alerts", Due: later, State: "under-way", Reason: "The first version was too noisy."}}}
	if diff := cmp.Diff(want, a.Facts, compare); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if h := a.Fact("commitments.c1"); len(h.Values) != 2 || h.Values[0].Value.(Commitment).Due != due {
		t.Errorf("the old due date is lost: %+v", h)
	}
}

func TestAnEmptiedListStaysAsAKey(t *testing.T) {
	a := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: Outage, Unknowns: []string{"how"}}},
		Said{Emptied: []string{"unknowns"}},
	)).Current()
	if len(a.Facts.Unknowns) != 0 {
		t.Errorf("unknowns = %v, want none", a.Facts.Unknowns)
	}
	if h := a.Fact("unknowns"); len(h.Values) != 2 {
		t.Errorf("the question that was open is forgotten: %+v", h)
	}
}

func TestASureFactThatIsEmptiedWithAReasonIsACorrection(t *testing.T) {
	first := people(4112, Sure)
	first.Title, first.Kind = "T", DataBreach
	a := assemble(t, story(Said{Facts: first}, Said{Emptied: []string{"affected"}, Corrections: map[string]string{"affected": "The files were empty."}})).Current()
	if len(a.Corrections) != 1 || a.Corrections[0].Because != "The files were empty." || len(a.Statements[0].CorrectedBy) != 1 {
		t.Errorf("corrections are %+v", a.Corrections)
	}
}

func TestWhatAListLeftOutIsCorrectedWithAReason(t *testing.T) {
	first := people(4112, Sure)
	first.Title, first.Kind = "T", DataBreach
	first.Data = []Data{{Category: "name", Exposure: Exposed, Effects: []string{"copied"}}}
	phone := Facts{Data: []Data{{Category: "phone", Exposure: Exposed, Effects: []string{"copied"}}}}
	because := map[string]string{"data.phone": "An older format has a phone column."}
	for _, c := range []struct {
		name   string
		said   []Said
		saidIn []int // nil if nothing is corrected
		kind   ChangeKind
	}{
		{"with a reason", []Said{{Facts: first}, {Summary: "Nothing new."}, {Facts: phone, Corrections: because}}, []int{1}, Corrected},
		{"without a reason", []Said{{Facts: first}, {}, {Facts: phone}}, nil, Added},
		{"without a list before", []Said{{Facts: people(4112, Sure)}, {}, {Facts: phone, Corrections: because}}, nil, Added},
		{"with a list that was withdrawn", []Said{{Facts: people(4112, Sure)}, {Facts: first}, {Withdraws: []int{2}}, {Facts: phone, Corrections: because}}, nil, Added},
	} {
		t.Run(c.name, func(t *testing.T) {
			incident := assemble(t, story(c.said...))
			last := len(c.said)
			a := incident.Current()
			var saidIn []int
			for _, x := range a.Corrections {
				saidIn = append(saidIn, x.SaidIn...)
				if x.Key != "data.phone" || x.Was.Value != nil || x.Because != because["data.phone"] || x.Statement != last {
					t.Errorf("correction %+v", x)
				}
			}
			if diff := cmp.Diff(c.saidIn, saidIn); diff != "" {
				t.Errorf("left out in (-want +got):\n%s", diff)
			}
			if got := len(a.Statements[0].CorrectedBy); got != len(c.saidIn) {
				t.Errorf("the first statement is corrected %d times", got)
			}
			var kinds []ChangeKind
			for _, change := range Changes(incident.At(last-1), a) {
				if change.Key == "data.phone" {
					kinds = append(kinds, change.Kind)
				}
			}
			if diff := cmp.Diff([]ChangeKind{c.kind}, kinds); diff != "" {
				t.Errorf("change (-want +got):\n%s", diff)
			}
		})
	}
}

func TestQuestionsOfARunBelongToItsVersion(t *testing.T) {
	all := story(Said{Summary: "One.", Facts: Facts{Title: "T", Kind: Outage}}, Said{Summary: "Two."}, Said{Summary: "Three."})
	asked := func(run int, questions ...string) Publication {
		p := Publication{Run: run, Type: Published, Doc: "2026-03-03-exports/questions", Rev: 1, Lang: "en", Time: all[run-1].Time.Add(time.Second)}
		for _, q := range questions {
			p.Said.Questions = append(p.Said.Questions, Question{Question: q})
		}
		return p
	}
	first, second := asked(1, "a"), asked(2, "a", "b")
	second.Type, second.Rev = Edited, 2
	later := asked(2, "a", "b", "c") // while version 2 stood
	later.Type, later.Rev, later.Run = Edited, 3, 9
	third := all[2]
	third.Run = 10
	all = []Publication{all[0], first, all[1], second, later, third}
	for k := range all {
		all[k].Seq = k + 1
	}
	incident := assemble(t, all)
	var got []int
	for n := range incident.Versions {
		got = append(got, len(incident.At(n+1).Questions))
	}
	if diff := cmp.Diff([]int{1, 2, 3}, got); diff != "" {
		t.Errorf("questions of each version (-want +got):\n%s", diff)
	}

	imported := slices.Clone(all[:4])
	for k := range imported {
		imported[k].Run = 1
		if !imported[k].Doc.IsQuestions() {
			imported[k].Claimed = imported[k].Time
		}
	}
	if got := len(assemble(t, imported).At(1).Questions); got != 0 {
		t.Errorf("a version that was imported has %d questions of a later one", got)
	}
}

func TestEveryStatementHasAStatusThoughAllIsTakenBack(t *testing.T) {
	a := assemble(t, story(
		Said{Facts: Facts{Title: "T", Kind: DataBreach, Status: Investigating}}, Said{Summary: "Two."}, Said{Withdraws: []int{2}},
		Said{Withdraws: []int{1}, Facts: Facts{Status: FalseAlarm}},
	)).Current()
	var got []Status
	for _, told := range a.Statements {
		got = append(got, told.Status)
	}
	if diff := cmp.Diff([]Status{Investigating, Investigating, Investigating, FalseAlarm}, got); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

func TestATranslationChangesWordsOnly(t *testing.T) {
	all := story(Said{
		Headline: "Exports downloaded", Summary: "4,112 people.",
		Facts: Facts{Title: "Exports downloaded", Kind: DataBreach, Affected: []Affected{{Who: "patients", Count: 4112, Unit: "people"}},
			Data:    []Data{{Category: "orders", Exposure: Exposed, Effects: []string{"copied"}, Detail: "date and clinic"}},
			Actions: Actions{Steps: []Action{{Do: "Take care with calls.", Why: "Callers may know.", When: "now"}}}},
		Text: []Passage{{MD: "News."}},
	})
	spanish := Said{
		Headline: "Descargas", Summary: "4.112 personas.",
		Facts: Facts{Title: "Descargas", Kind: Outage, Affected: []Affected{{Who: "pacientes", Count: 9}},
			Data:    []Data{{Category: "orders", Detail: "fecha y clínica"}},
			Actions: Actions{Steps: []Action{{Do: "Tenga cuidado."}}}},
		Text: []Passage{{MD: "Noticia."}},
	}
	all = append(all, Publication{Seq: 2, Run: 2, Type: Published, Doc: "2026-03-03-exports/01.es", Rev: 1, Of: 1, Lang: "es", Time: all[0].Time.Add(time.Hour), Said: spanish})
	incident := assemble(t, all)
	if len(incident.Versions) != 1 {
		t.Fatalf("a translation alone made a version")
	}
	a := incident.In(1, "es")
	want := Facts{Title: "Descargas", Kind: DataBreach, Affected: []Affected{{Who: "pacientes", Count: 4112, Unit: "people"}},
		Data:    []Data{{Category: "orders", Exposure: Exposed, Effects: []string{"copied"}, Detail: "fecha y clínica"}},
		Actions: Actions{Steps: []Action{{Do: "Tenga cuidado.", Why: "Callers may know.", When: "now"}}}}
	if diff := cmp.Diff(want, a.Facts, compare); diff != "" {
		t.Errorf("facts in Spanish (-want +got):\n%s", diff)
	}
	if a.Statements[0].Lang != "es" || a.Statements[0].Said.News() != "Noticia." || a.Summary != "4.112 personas." {
		t.Errorf("the words are not the Spanish ones: %+v", a.Statements[0])
	}
	if got := incident.Current().Facts.Affected[0].Who; got != "patients" {
		t.Errorf("the translation changed the original: %q", got)
	}
	words := WordsOnly(spanish.Facts)
	if words.Kind != "" || words.Affected[0].Count != 0 || words.Data[0].Category != "orders" || words.Actions.Steps[0].Do == "" {
		t.Errorf("WordsOnly keeps %+v", words)
	}
}

func TestWhatMakesATranslationLag(t *testing.T) {
	const original, spanish = Doc("2026-03-03-exports/01"), Doc("2026-03-03-exports/01.es")
	old := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	said := Said{Facts: Facts{Title: "Exports"}}
	for _, c := range []struct {
		name  string
		after []Publication // what is published after the original and its translation
		want  bool
	}{
		{"nothing", nil, false},
		{"a repair of the original", []Publication{{Type: Edited, Doc: original, Rev: 2}}, false},
		{"an edit in an older system", []Publication{{Type: Edited, Doc: original, Rev: 2, Claimed: old}}, true},
		{"such an edit, translated", []Publication{{Type: Edited, Doc: original, Rev: 2, Claimed: old}, {Type: Edited, Doc: spanish, Rev: 2, Of: 2}}, false},
		{"a removal", []Publication{{Type: Redaction, Doc: original, Rev: 1}}, true},
		{"a removal in both, at once", []Publication{{Type: Redaction, Doc: spanish, Rev: 1, Of: 1, Run: 3}, {Type: Redaction, Doc: original, Rev: 1, Run: 3}}, false},
		{"a removal, and a repair of the translation after it", []Publication{{Type: Redaction, Doc: original, Rev: 1}, {Type: Edited, Doc: spanish, Rev: 2, Of: 1}}, false},
		{"a removal from the translation alone", []Publication{{Type: Redaction, Doc: spanish, Rev: 1, Of: 1}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := story(said)
			all = append(all, Publication{Seq: 2, Run: 2, Type: Published, Doc: spanish, Rev: 1, Of: 1, Lang: "es", Time: all[0].Time.Add(time.Minute), Said: said})
			for i, p := range c.after {
				p.Seq, p.Lang, p.Time, p.Said = 3+i, "es", all[0].Time.Add(time.Hour), said
				if p.Run == 0 {
					p.Run = p.Seq
				}
				all = append(all, p)
			}
			incident := assemble(t, all)
			if got := incident.In(len(incident.Versions), "es").Statements[0].Lagging; got != c.want {
				t.Errorf("lags: %v, want %v", got, c.want)
			}
		})
	}
}

func TestARepairMakesAVersionAndKeepsTheFirstOne(t *testing.T) {
	all := story(Said{Summary: "They did not aks.", Facts: Facts{Title: "T", Kind: Outage}})
	fixed := all[0]
	fixed.Seq, fixed.Run, fixed.Type, fixed.Rev, fixed.Time = 2, 2, Edited, 2, fixed.Time.Add(time.Hour)
	fixed.Said.Summary = "They did not ask."
	incident := assemble(t, append(all, fixed))
	if len(incident.Versions) != 2 || incident.Class(2) != RepairClass {
		t.Fatalf("got %d versions, the last is %q; want 2 and a repair", len(incident.Versions), incident.Class(2))
	}
	if got := incident.At(1).Summary; got != "They did not aks." {
		t.Errorf("version 1 says %q", got)
	}
	if a := incident.Current(); a.Summary != "They did not ask." || !a.Statements[0].Edited.Equal(fixed.Time) {
		t.Errorf("the account says %q, edited %v", a.Summary, a.Statements[0].Edited)
	}
}

// randomStory makes a story of n statements that state, correct, empty, withdraw
// and repair at random.
func randomStory(r *rand.Rand, n int) []Publication {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	moment := func() Moment { return DayOf(time.Unix(int64(r.IntN(1e6))*3600, 0)) }
	var all []Publication
	seq, run := 0, 0
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	add := func(p Publication) {
		seq++
		if run == 0 || r.IntN(3) > 0 {
			run = seq
		}
		at = at.Add(time.Minute)
		p.Seq, p.Run, p.Time = seq, run, at
		all = append(all, p)
	}
	random := func(i int) Said {
		f := Facts{}
		if i == 1 {
			f.Title, f.Kind, f.Status = "T", DataBreach, Investigating
		}
		if r.IntN(2) == 0 {
			f.Affected = []Affected{{Count: 1 + r.IntN(3), Unit: "people", Certainty: Certainty(pick("confirmed", "estimated"))}}
		}
		if r.IntN(2) == 0 {
			f.Started = When{At: moment()}
		}
		if r.IntN(2) == 0 {
			f.Data = []Data{{Category: pick("phone", "email"), Exposure: Exposure(pick("confirmed", "ruled-out", "possible"))}}
		}
		if r.IntN(3) == 0 {
			f.Origin = pick("own", "supplier", "unknown")
		}
		s := Said{Summary: fmt.Sprint("Statement ", i), Facts: f}
		if r.IntN(4) == 0 {
			s.Text = []Passage{{Heading: "What Happened", Section: "what-happened", MD: fmt.Sprint("text ", i)}}
		}
		if i > 1 && r.IntN(6) == 0 {
			s.Withdraws = []int{1 + r.IntN(i-1)}
		}
		if r.IntN(8) == 0 {
			s.Emptied = []string{"affected"}
			s.Facts.Affected = nil
		}
		return s
	}
	revs := map[int]int{}
	for i := 1; i <= n; i++ {
		add(Publication{Type: Published, Doc: StatementDoc("x", i, ""), Rev: 1, Lang: "en", Said: random(i)})
		revs[i] = 1
		if r.IntN(5) == 0 {
			k := 1 + r.IntN(i)
			revs[k]++
			edited := Publication{Type: Edited, Doc: StatementDoc("x", k, ""), Rev: revs[k], Lang: "en", Said: random(k)}
			add(edited)
		}
	}
	return all
}

func TestTheFoldOfAPrefixIsTheAccountOfThatVersion(t *testing.T) {
	for seed := range uint64(200) {
		all := randomStory(rand.New(rand.NewPCG(seed, 1)), 8)
		whole := assemble(t, all)
		for _, v := range whole.Versions {
			end := slices.IndexFunc(all, func(p Publication) bool { return p.Seq == v.Entry() }) + 1
			prefix := assemble(t, all[:end])
			want, got := prefix.Current(), whole.At(v.Number)
			if reflect.DeepEqual(want, got) {
				continue
			}
			if diff := cmp.Diff(want, got, compare); diff != "" {
				t.Fatalf("seed %d, version %d (-fold of the prefix +account of the version):\n%s", seed, v.Number, diff)
			}
		}
	}
}

func TestNoFactEverDisappears(t *testing.T) {
	for seed := range uint64(300) {
		incident := assemble(t, randomStory(rand.New(rand.NewPCG(seed, 2)), 8))
		for n := 2; n <= len(incident.Versions); n++ {
			before, after := incident.At(n-1), incident.At(n)
			edited := slices.ContainsFunc(incident.Versions[n-1].Publications, func(p Publication) bool { return p.Type == Edited })
			for _, h := range before.Known {
				now := after.Fact(h.Key)
				if len(now.Values) == 0 && !edited {
					t.Fatalf("seed %d: %s is known in version %d and forgotten in version %d", seed, h.Key, n-1, n)
				}
				for _, old := range h.Values {
					kept := slices.ContainsFunc(now.Values, func(s Stated) bool { return reflect.DeepEqual(s.Value, old.Value) })
					if !edited && !kept {
						t.Fatalf("seed %d: version %d forgets that %s was %v", seed, n, h.Key, old.Value)
					}
				}
			}
		}
	}
}

func TestLedgerOrderDecidesNotTheNumber(t *testing.T) {
	all := story(
		Said{Facts: Facts{Title: "T", Kind: Outage, Origin: "own"}},
		Said{Facts: Facts{Origin: "supplier"}},
	)
	all[0].Doc, all[1].Doc = StatementDoc("x", 2, ""), StatementDoc("x", 1, "")
	if got := assemble(t, all).Current().Facts.Origin; got != "supplier" {
		t.Errorf("origin %q stands, want that of the entry that came last", got)
	}
}

func TestFieldsCoverEveryFact(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields {
		if seen[f.Name] {
			t.Errorf("field %s stands twice in the table", f.Name)
		}
		seen[f.Name] = true
	}
	for name := range jsonNames() {
		if !seen[name] {
			t.Errorf("%s is a fact and has no row in the table", name)
		}
	}
	if len(seen) != len(jsonNames()) {
		t.Errorf("the table has %d rows for %d facts", len(seen), len(jsonNames()))
	}
}
