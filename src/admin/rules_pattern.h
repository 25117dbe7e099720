// One item of a rule: whether it can ever mean what it says, and the form in
// which it is compiled. Each check returns what is wrong, "" if nothing is.

#ifndef SALLYPORT_ADMIN_RULES_PATTERN_H_
#define SALLYPORT_ADMIN_RULES_PATTERN_H_

#include <string>

namespace sallyport {

/// Lower-cases it; a bracket must be closed.
std::string CheckGlob(std::string* glob);
/// Compiles it with PCRE2, as the unpacker will.
std::string CheckRegex(std::string* regex);
std::string CheckDigest(std::string* digest);
std::string CheckAddress(std::string* pattern);
/// A client's class, an IP address or a block of them.
std::string CheckClient(std::string* client);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RULES_PATTERN_H_
