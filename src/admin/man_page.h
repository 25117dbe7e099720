// The man page sallyport.toml(5), printed from the table of keys.

#ifndef SALLYPORT_ADMIN_MAN_PAGE_H_
#define SALLYPORT_ADMIN_MAN_PAGE_H_

#include <string>

namespace sallyport {

/// roff with the man macros.
std::string ConfigManPage();

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_MAN_PAGE_H_
