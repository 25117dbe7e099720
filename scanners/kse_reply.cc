#include "scanners/kse_reply.h"

#include <algorithm>
#include <array>

namespace sallyport {

namespace {

constexpr std::string_view kMacro = " AND CONTAINS OFFICE MACRO";
constexpr size_t kMostNameBytes = 200;

struct KnownReply {
  std::string_view text;
  std::optional<Cause> cause;
  std::string_view name;
};

constexpr std::array<KnownReply, 4> kWhole = {
    {{"CLEAN", std::nullopt, ""},
     {"NON_SCANNED (PASSWORD PROTECTED)", Cause::kEncrypted,
      "password protected"},
     {"NON_SCANNED (CORRUPTED)", Cause::kUnscannable, "corrupted"},
     {"NON_SCANNED (SKIPPED)", Cause::kUnscannable, "skipped"}}};

/// In front of a name. What was changed or deleted had a virus.
constexpr std::array<std::string_view, 4> kFound = {"DETECT ", "DETECTED ",
                                                    "DISINFECTED ", "DELETED "};

std::string_view WithoutLineEnd(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool IsLine(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= ' ' && byte != 0x7F;
  });
}

}  // namespace

Result<KseVerdict> ParseKseReply(std::string_view text) {
  const std::string_view line = WithoutLineEnd(text);
  const Error unknown = FormatError("Kaspersky Scan Engine says",
                                    std::string(line.substr(0, 200)));
  if (!IsLine(line)) return unknown;
  KseVerdict verdict;
  std::string_view said = line;
  if (said.ends_with(kMacro)) {
    verdict.macro = true;
    said.remove_suffix(kMacro.size());
  }
  for (const KnownReply& known : kWhole) {
    if (said != known.text) continue;
    verdict.cause = known.cause;
    verdict.name = known.name;
    return verdict;
  }
  for (const std::string_view front : kFound) {
    if (!said.starts_with(front)) continue;
    const std::string_view name = said.substr(front.size());
    if (name.find_first_not_of(' ') == std::string_view::npos) break;
    verdict.cause = Cause::kVirus;
    verdict.name = name.substr(0, kMostNameBytes);
    return verdict;
  }
  return unknown;
}

}  // namespace sallyport
