#include "mail/paths.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "mail/address.h"

namespace sallyport {

const char* const kLiveDirectory = SALLYPORT_SYSCONFDIR "/live";
const char* const kConfigFile = SALLYPORT_SYSCONFDIR "/sallyport.toml";
const char* const kLibexecDirectory = SALLYPORT_LIBEXECDIR;

std::string PartFileName(int part, std::string_view name) {
  constexpr size_t kMaxExtensionBytes = 8;
  std::array<char, 16> number;
  std::snprintf(number.data(), number.size(), "%04d", part);
  std::string file = number.data();
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return file;
  const std::string extension = LowerCase(name.substr(dot + 1));
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  if (extension.empty() || extension.size() > kMaxExtensionBytes ||
      !std::all_of(extension.begin(), extension.end(), plain))
    return file;
  return file + "." + extension;
}

}  // namespace sallyport
