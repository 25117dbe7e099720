#include "scanners/savapi_reply.h"

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kEngine = "SAVAPI";
constexpr std::string_view kInside = "<<< ";  // the path in an archive is left

bool IsAlert(int code) { return code == 310 || code == 420; }

bool IsInformation(int code) {
  return (code >= 421 && code <= 423) || code == 430 || code == 499;
}

/// "310 PATH-INSIDE <<< NAME ; TYPE ; TEXT". Members of an archive have names
/// of their maker's choice: the last mark counts.
std::string_view NameOfAlert(std::string_view line) {
  line.remove_prefix(std::string_view("310").size());
  const size_t inside = line.rfind(kInside);
  if (inside != std::string_view::npos)
    line.remove_prefix(inside + kInside.size());
  else if (!line.empty())
    line.remove_prefix(1);
  std::string_view name = Until(";", &line);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return name;
}

}  // namespace

Result<std::string> ParseSavapiValue(std::string_view line,
                                     std::string_view name) {
  std::string_view rest = line;
  if (Until(" ", &rest) != "100" || Until(":", &rest) != name || rest.empty())
    return NotUnderstood(kEngine, line);
  return std::string(rest);
}

Result<std::string> ParseSavapiVersion(std::string_view line,
                                       std::string_view name) {
  const int code = ReplyCode(line);
  if (code >= 300 && code < 500) return std::string();
  return ParseSavapiValue(line, name);
}

bool IsSavapiEnd(std::string_view line) {
  const int code = ReplyCode(line);
  return !IsAlert(code) && !IsInformation(code);
}

Result<EngineFindings> ParseSavapiScan(const EngineLines& lines) {
  EngineFindings findings;
  for (const std::string& line : lines)
    if (IsAlert(ReplyCode(line)))
      AddFinding(Cause::kVirus, NameOfAlert(line), &findings);
  const std::string& last = lines.back();
  switch (ReplyCode(last)) {
    case 200:
    case 210:
      return findings;
    case 319:
      if (findings.empty()) AddFinding(Cause::kVirus, "", &findings);
      return findings;
    case 350:
      if (LowerCase(last).find("encrypted") == std::string::npos) break;
      AddFinding(Cause::kEncrypted, last, &findings);
      return findings;
    default:
      break;
  }
  return NotUnderstood(kEngine, lines);
}

}  // namespace sallyport
