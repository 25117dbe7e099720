// The version of Sallyport, set by the Makefile.

#ifndef SALLYPORT_MAIL_VERSION_H_
#define SALLYPORT_MAIL_VERSION_H_

#include <string_view>

namespace sallyport {

extern const std::string_view kVersion;

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_VERSION_H_
