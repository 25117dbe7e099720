#include "admin/caller_name.h"

#include <fcntl.h>
#include <pwd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "base/io.h"

namespace sallyport {

namespace {

constexpr uid_t kNoLogin = static_cast<uid_t>(-1);
constexpr size_t kMaxNumberBytes = 32;
constexpr size_t kMaxNameBytes = 256;

std::optional<uid_t> LoginUid() {
  const Fd file(::open("/proc/self/loginuid", O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  const Result<std::string> text = ReadToEnd(file.get(), kMaxNumberBytes);
  if (!text.ok()) return std::nullopt;
  uid_t uid = kNoLogin;
  const std::string& digits = text.value();
  const auto [end, err] =
      std::from_chars(digits.data(), digits.data() + digits.size(), uid);
  if (err != std::errc() || uid == kNoLogin) return std::nullopt;
  return uid;
}

std::string NameOf(uid_t uid) {
  const struct passwd* row = ::getpwuid(uid);
  return row != nullptr ? row->pw_name : std::to_string(uid);
}

}  // namespace

CallerFacts FindCaller(uid_t real_uid) {
  CallerFacts facts;
  facts.login_uid = LoginUid();
  if (const char* name = std::getenv("SUDO_USER"))
    facts.sudo_user = std::string(name).substr(0, kMaxNameBytes);
  facts.real_uid = real_uid;
  return facts;
}

std::string CallerName(const CallerFacts& facts) {
  if (facts.login_uid) return NameOf(*facts.login_uid);
  if (!facts.sudo_user.empty()) return facts.sudo_user;
  return NameOf(facts.real_uid);
}

}  // namespace sallyport
