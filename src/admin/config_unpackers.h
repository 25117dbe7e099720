// The tables [unpacker.NAME]: programs of the site that open what
// sallyport-unpack cannot. Compiled as scanners of the name "unpacker-NAME",
// which is how the jail knows them.

#ifndef SALLYPORT_ADMIN_CONFIG_UNPACKERS_H_
#define SALLYPORT_ADMIN_CONFIG_UNPACKERS_H_

#include "admin/config_compile.h"

namespace sallyport {

/// Also derives "unpackers", the list of their names.
void CompileUnpackers(const Compilation& compilation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_UNPACKERS_H_
