// Package disclosure is the model of firsthand: what a company has said about
// an incident, statement by statement, and what that amounts to.
//
// Input is a list of [Publication] values in ledger order; each is one public
// text with the facts it states. Output is a list of [Incident] values. The
// [Account] of an incident at a version is the fold of its statements: the last
// statement about a fact wins, and every earlier value stays with it, so that a
// reader can see "61,300 people; we first said 4,112".
//
// What is promised:
//
//   - ledger order decides, never a time typed by an author;
//   - a fact never disappears: it is replaced, or stays as a marked key when the
//     statement was withdrawn or the value removed;
//   - the account of version n depends on the publications up to version n only;
//   - nothing here does I/O, reads a clock or keeps state.
//
// An example:
//
//	incidents, err := disclosure.Assemble(publications)
//	account := incidents[0].Current()
//	fact := account.Fact("affected")
//	fmt.Println(fact.Current().Value, "first said:", fact.Values[0].Value)
package disclosure
