// The site's corpus of good mail: files, folders of files, and Maildirs.

#ifndef SALLYPORT_ADMIN_GOOD_MAIL_H_
#define SALLYPORT_ADMIN_GOOD_MAIL_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace sallyport {

/// Every message of the corpus, by path, in the order of names. Folders are
/// not gone into but for new and cur of a Maildir; what begins with a dot is
/// left out.
Result<std::vector<std::string>> ListGoodMail(
    const std::vector<std::string>& paths);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_GOOD_MAIL_H_
