// The client that a message came from, against what a rule names: a class, an
// address, a block of addresses.

#ifndef SALLYPORT_UNPACK_CLIENT_H_
#define SALLYPORT_UNPACK_CLIENT_H_

#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

/// True if one of `patterns` fits: "network", "relay" or "local" the class; an
/// IPv4 or IPv6 address, or one with "/bits", the address. ::ffff:a.b.c.d is
/// a.b.c.d. A pattern that is none of these fits nobody.
bool ClientListed(std::string_view client_class, std::string_view address,
                  const std::vector<std::string>& patterns);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CLIENT_H_
