#include "scanners/fprotd_reply.h"

#include <charconv>
#include <string>

namespace sallyport {

namespace {

constexpr unsigned kFound = 1 | 2;
constexpr unsigned kSkipped = 8;
constexpr unsigned kNotScannable = 64;

}  // namespace

Result<EngineFindings> ParseFprotScan(std::string_view line,
                                      std::string_view stream) {
  if (line == "16 <Stream is too long>")
    return EngineFindings{
        {Cause::kUnscannable, "larger than F-PROT's limit of a stream"}};
  const Error wrong = NotUnderstood("F-PROT", line);
  unsigned number = 0;
  const char* const last = line.data() + line.size();
  const auto [end, err] = std::from_chars(line.data(), last, number);
  std::string_view rest(end, static_cast<size_t>(last - end));
  if (err != std::errc() || number > 255 || !rest.starts_with(" <"))
    return wrong;
  rest.remove_prefix(2);
  std::string_view text = Until("> ", &rest);
  if (!rest.starts_with(stream)) return wrong;

  EngineFindings findings;
  if (number == 0 && text == "clean" && rest == stream) return findings;
  if ((number & kFound) != 0) {
    const size_t colon = text.find(": ");
    if (colon != std::string_view::npos) text.remove_prefix(colon + 2);
    AddFinding(Cause::kVirus, text, &findings);
    return findings;
  }
  if (number == 0 || (number & ~(kSkipped | kNotScannable)) != 0) return wrong;
  AddFinding(Cause::kUnscannable,
             "F-PROT " + std::to_string(number) + ": " + std::string(text),
             &findings);
  return findings;
}

}  // namespace sallyport
