#include "admin/rules_pattern.h"

#include <arpa/inet.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>

#include "admin/address_pattern.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kDigestDigits = 64;

struct CodeFree {
  void operator()(pcre2_code* code) const { ::pcre2_code_free(code); }
};

/// The number of bits of an address, 0 if the text is none.
int AddressBits(const std::string& text) {
  std::array<unsigned char, 16> address;
  if (::inet_pton(AF_INET, text.c_str(), address.data()) == 1) return 32;
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return 128;
  return 0;
}

}  // namespace

std::string CheckGlob(std::string* glob) {
  if (glob->empty()) return "is empty";
  *glob = LowerCase(*glob);
  size_t at = 0;
  while (at < glob->size()) {
    const char c = (*glob)[at++];
    if (c == '\\' && at++ == glob->size()) return "ends in a backslash";
    if (c != '[') continue;
    // A "]" that stands first is a member of its set.
    if (at < glob->size() && (*glob)[at] == '!') ++at;
    at = glob->find(']', at + 1);
    if (at == std::string::npos) return "has a bracket that is not closed";
    ++at;
  }
  if (glob->find_first_not_of('*') == std::string::npos)
    return "fits every name";
  return "";
}

std::string CheckRegex(std::string* regex) {
  if (regex->empty()) return "is empty";
  int err = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, CodeFree> code(::pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(regex->data()), regex->size(),
      PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &err, &offset,
      nullptr));
  if (code) return "";
  std::array<PCRE2_UCHAR, 256> text{};
  ::pcre2_get_error_message(err, text.data(), text.size());
  return "is wrong at offset " + std::to_string(offset) + ": " +
         reinterpret_cast<const char*>(text.data());
}

std::string CheckDigest(std::string* digest) {
  *digest = LowerCase(*digest);
  const auto hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  if (digest->size() != kDigestDigits ||
      !std::all_of(digest->begin(), digest->end(), hex))
    return "is not a SHA-256 sum";
  return "";
}

std::string CheckAddress(std::string* pattern) {
  const std::string wrong = AddressPatternMistake(*pattern);
  if (wrong.empty()) *pattern = LowerCase(*pattern);
  return wrong;
}

std::string CheckClient(std::string* client) {
  *client = LowerCase(*client);
  if (*client == "network" || *client == "relay" || *client == "local")
    return "";
  const size_t slash = client->find('/');
  const int bits = AddressBits(client->substr(0, slash));
  if (bits == 0) return "is no class of clients and no IP address";
  if (slash == std::string::npos) return "";
  const std::string_view length = std::string_view(*client).substr(slash + 1);
  int prefix = -1;
  const char* const end = length.data() + length.size();
  const auto [at, err] = std::from_chars(length.data(), end, prefix);
  if (err != std::errc() || at != end || prefix < 0 || prefix > bits)
    return "has no prefix length from 0 to " + std::to_string(bits);
  return "";
}

}  // namespace sallyport
