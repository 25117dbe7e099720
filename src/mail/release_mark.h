// The mark of a release under way, in the name of a held file. Whoever finds
// it and no process that holds the file's lock (flock(2)) has a message in
// doubt: the queue may have taken it, or not.
//
//   1763719200.ID.host.virus,S=4711              held, or released
//   1763719200.ID.host.virus,S=4711,releasing    a release has begun
//
// It is the last field of the unique name, before the flags (":2,S"). Readers
// of Maildirs keep fields that they don't know, and it moves from new to cur
// with the rest of the name.

#ifndef SALLYPORT_MAIL_RELEASE_MARK_H_
#define SALLYPORT_MAIL_RELEASE_MARK_H_

#include <string>
#include <string_view>

namespace sallyport {

bool HasReleaseMark(std::string_view file_name);

/// The name with the mark; one that has it stays as it is.
std::string WithReleaseMark(std::string_view file_name);

/// The name without the mark, flags kept.
std::string WithoutReleaseMark(std::string_view file_name);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_RELEASE_MARK_H_
