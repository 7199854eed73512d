// Package importer takes statements over that another system published: the
// texts, and the times at which that system says they became public.
//
// An import writes content and nothing else. The text of a document that stands
// now is its file, with one more field; texts that stood there before are staged
// beside it, where no build can read them:
//
//	incidents/2025-11-05-mail/01.md              imported: 2025-11-05 11:02 UTC
//	private/imported/2025-11-05-mail/01.1.md     imported: 2025-11-05 10:12 UTC
//
// Publishing appends the staged texts as the earlier revisions of the document.
package importer
