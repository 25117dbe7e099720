// The keys in spool/keys/ that sign what is held. A key is a file; its text
// without the newline at the end is the secret.

#ifndef SALLYPORT_MAIL_SIGNING_KEY_H_
#define SALLYPORT_MAIL_SIGNING_KEY_H_

#include <string>

#include "base/result.h"

namespace sallyport {

struct SigningKey {
  std::string name;
  std::string secret;
};

/// Reads the key of this name. A name may come from a file that nobody
/// vouches for: one that would lead elsewhere is refused, as is an empty key.
Result<SigningKey> ReadSigningKey(int spool, const std::string& name);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_SIGNING_KEY_H_
