#include "mail/signing_key.h"

#include <cstddef>
#include <utility>

#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr size_t kMaxKeyBytes = 1024;

}  // namespace

Result<SigningKey> ReadSigningKey(int spool, const std::string& name) {
  if (name.empty() || name.front() == '.' ||
      name.find('/') != std::string::npos)
    return FormatError("the key it names", "is not the name of a key");
  const std::string path = std::string(kKeys) + "/" + name;
  Result<std::string> secret = ReadFile(spool, path, kMaxKeyBytes);
  if (!secret.ok()) return secret.error();
  if (!secret.value().empty() && secret.value().back() == '\n')
    secret.value().pop_back();
  if (secret.value().empty()) return FormatError(path, "is empty");
  return SigningKey{name, std::move(secret.value())};
}

}  // namespace sallyport
