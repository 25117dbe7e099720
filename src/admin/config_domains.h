// The [[domain]] tables: whom each names, and what it says otherwise than the
// rest of the file. A look-up "to:PATTERN" gives the numbers of the tables
// that list a recipient's address or domain; "to:" those that list none.

#ifndef SALLYPORT_ADMIN_CONFIG_DOMAINS_H_
#define SALLYPORT_ADMIN_CONFIG_DOMAINS_H_

#include "admin/config_compile.h"

namespace sallyport {

void CompileDomains(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_DOMAINS_H_
