#include "mail/version.h"

namespace sallyport {

const std::string_view kVersion = SALLYPORT_VERSION;

}  // namespace sallyport
