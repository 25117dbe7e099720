// The folders of the quarantine, each named once: two categories share one.

#ifndef SALLYPORT_MAIL_QUARANTINE_FOLDERS_H_
#define SALLYPORT_MAIL_QUARANTINE_FOLDERS_H_

#include <string>
#include <vector>

namespace sallyport {

/// Those of what is held, and of what was until it was released or deleted.
std::vector<std::string> HoldFolders();

/// All: those, and the one of copies.
std::vector<std::string> QuarantineFolders();

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_QUARANTINE_FOLDERS_H_
