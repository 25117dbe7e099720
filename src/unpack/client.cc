#include "unpack/client.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace sallyport {

namespace {

constexpr size_t kAddressBytes = 16;
constexpr unsigned kMappedBits = 96;
constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0,    0,
                                                   0, 0, 0, 0, 0xFF, 0xFF};

struct Address {
  std::array<unsigned char, kAddressBytes> bytes{};  // IPv4 as mapped IPv6
  bool v4 = false;
};

std::optional<Address> ParseAddress(std::string_view text) {
  const std::string copy(text);
  Address address;
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data() + 12) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
    address.v4 = true;
    return address;
  }
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1)
    return address;
  return std::nullopt;
}

bool SameFront(const Address& a, const Address& b, unsigned bits) {
  const size_t whole = bits / 8;
  if (std::memcmp(a.bytes.data(), b.bytes.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  const unsigned mask = 0xFFu << (8 - bits % 8) & 0xFFu;
  return ((a.bytes[whole] ^ b.bytes[whole]) & mask) == 0;
}

bool BlockHolds(std::string_view block, const Address& client) {
  const size_t slash = block.find('/');
  const std::optional<Address> base = ParseAddress(block.substr(0, slash));
  if (!base) return false;
  unsigned bits = 128;
  if (slash != std::string_view::npos) {
    const std::string_view text = block.substr(slash + 1);
    const auto [end, err] =
        std::from_chars(text.data(), text.data() + text.size(), bits);
    if (err != std::errc() || end != text.data() + text.size()) return false;
    if (base->v4) bits += kMappedBits;
    if (bits > 128) return false;
  }
  return SameFront(*base, client, bits);
}

}  // namespace

bool ClientListed(std::string_view client_class, std::string_view address,
                  const std::vector<std::string>& patterns) {
  const std::optional<Address> client = ParseAddress(address);
  return std::any_of(
      patterns.begin(), patterns.end(), [&](const std::string& pattern) {
        return (!client_class.empty() && pattern == client_class) ||
               (client && BlockHolds(pattern, *client));
      });
}

}  // namespace sallyport
