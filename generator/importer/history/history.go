// Package history reads the past of a content folder out of version control:
// which texts were public, for a folder that has no ledger yet ([Replay]), and
// whether the texts of a ledger stand in the history ([Corroborate]).
//
// Version control knows what was committed and not what was served, so it is a
// witness and never the record. What is promised:
//
//   - only the first-parent history counts: what was tried on branches and never
//     merged as it was is not looked at;
//   - a draft, a text whose time had not come while it stood, and a text that
//     could not be read are never taken for public;
//   - a clone that does not hold all of the history is refused.
package history
