#include "scanners/icap_service.h"

#include <algorithm>
#include <charconv>

#include "base/escape.h"
#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kScheme = "icap://";
constexpr std::string_view kPort = ":1344";
// The address is part of each request, and of a file's name.
constexpr size_t kMostAddressBytes = 200;
// A server may want more; a preview may be shorter than it wants.
constexpr size_t kMostPreviewBytes = 64 * 1024;
constexpr size_t kMostEngineBytes = 200;

/// The host with its port, if it has one, and the rest from the slash on.
std::string_view HostOf(std::string_view text) {
  text.remove_prefix(kScheme.size());
  return text.substr(0, text.find('/'));
}

bool HasPort(std::string_view host) {
  const size_t bracket = host.rfind(']');
  return host.find(':', bracket == std::string_view::npos ? 0 : bracket) !=
         std::string_view::npos;
}

/// The items of all fields of this name, in lower case.
std::vector<std::string> Items(const HttpHead& head, std::string_view name) {
  std::vector<std::string> items;
  for (const std::string_view value : head.Values(name)) {
    for (const std::string_view piece : Split(value, ',')) {
      const size_t begin = piece.find_first_not_of(" \t");
      if (begin == std::string_view::npos) continue;
      const size_t end = piece.find_last_not_of(" \t") + 1;
      items.push_back(LowerCase(piece.substr(begin, end - begin)));
    }
  }
  return items;
}

bool Has(const std::vector<std::string>& items, std::string_view item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

/// "C-ICAP/0.5.10 server - Antivirus service CI0001-L5CkDhq"
std::string EngineOf(const HttpHead& head) {
  std::string engine(head.Only("service").value_or("ICAP"));
  std::string_view tag = head.Only("istag").value_or("");
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"')
    tag = tag.substr(1, tag.size() - 2);
  engine.resize(std::min(engine.size(), kMostEngineBytes));
  if (!tag.empty())
    engine += " " + std::string(tag.substr(0, kMostEngineBytes));
  return engine;
}

}  // namespace

Result<ServerAddress> ParseIcapAddress(std::string_view text) {
  const Error wrong = FormatError(
      "server " + std::string(text),
      "allowed: icap://IPv4:port/service or icap://[IPv6]:port/service");
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c > ' ' && c < 0x7F; });
  if (!plain || text.size() > kMostAddressBytes || !text.starts_with(kScheme))
    return wrong;
  const std::string_view host = HostOf(text);
  const size_t before = kScheme.size() + host.size();
  if (host.starts_with('/') || before + 1 >= text.size()) return wrong;
  Result<ServerAddress> address = ParseServerAddress(
      std::string(host) + std::string(HasPort(host) ? "" : kPort));
  if (!address.ok() || address.value().local()) return wrong;
  address.value().text = text;
  return address;
}

std::string_view IcapHost(std::string_view text) { return HostOf(text); }

IcapTransfer IcapOptions::TransferOf(std::string_view ending) const {
  const std::string name = LowerCase(ending);
  for (const std::string& key : {name, std::string("*")}) {
    if (key.empty()) continue;
    if (Has(ignored, key)) return IcapTransfer::kIgnored;
    if (Has(complete, key)) return IcapTransfer::kWhole;
    if (Has(previewed, key)) break;
  }
  return preview ? IcapTransfer::kPreview : IcapTransfer::kWhole;
}

Result<IcapOptions> ParseIcapOptions(const HttpHead& head) {
  if (head.status != 200)
    return FormatError("OPTIONS answered with",
                       std::to_string(head.status) + " " + head.reason);
  if (!Has(Items(head, "methods"), "respmod"))
    return FormatError("OPTIONS", "the service does not offer RESPMOD");
  IcapOptions options;
  options.allow_204 = Has(Items(head, "allow"), "204");
  options.engine = EngineOf(head);
  options.previewed = Items(head, "transfer-preview");
  options.ignored = Items(head, "transfer-ignore");
  options.complete = Items(head, "transfer-complete");
  for (const std::string_view value : head.Values("preview")) {
    size_t bytes = 0;
    const char* const last = value.data() + value.size();
    const auto [end, err] = std::from_chars(value.data(), last, bytes);
    if (err != std::errc() || end != last || options.preview)
      return FormatError("OPTIONS: not a preview", std::string(value));
    options.preview = std::min(bytes, kMostPreviewBytes);
  }
  return options;
}

}  // namespace sallyport
