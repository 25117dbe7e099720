#include "scanners/engine_talk.h"

#include <algorithm>

namespace sallyport {

namespace {

// An archive may have a line for each of its members, with its name: of up to
// 64 kB, and escaped.
constexpr size_t kMostLineBytes = 256 * 1024;
constexpr size_t kMostReplyBytes = 16 * 1024 * 1024;

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

Status EngineTalk::NothingUnasked(std::string_view line) const {
  if (!connection_.has_unread()) return {};
  return FormatError("the engine said more than was asked, before",
                     std::string(line));
}

Status EngineTalk::Say(std::string_view line) {
  if (std::any_of(line.begin(), line.end(), IsControl))
    return FormatError("not to be said in a line", std::string(line));
  Status quiet = NothingUnasked(line);
  if (!quiet.ok()) return quiet;
  return connection_.Send(std::string(line) + std::string(line_end_));
}

Result<std::string> EngineTalk::Hear() {
  Result<std::string> line = connection_.ReadRecord('\n', kMostLineBytes);
  if (line.ok() && line.value().ends_with('\r')) line.value().pop_back();
  return line;
}

Result<EngineLines> EngineTalk::HearUntil(bool (*last)(std::string_view)) {
  EngineLines lines;
  for (size_t bytes = 0; bytes <= kMostReplyBytes;) {
    Result<std::string> line = Hear();
    if (!line.ok()) return line.error();
    bytes += line.value().size() + 1;
    lines.push_back(std::move(line.value()));
    if (last(lines.back())) return lines;
  }
  return FormatError("an answer too long from the engine", lines.front());
}

Result<std::string> EngineTalk::Ask(std::string_view line) {
  Status said = Say(line);
  if (!said.ok()) return said.error();
  return Hear();
}

Status EngineTalk::TakeLeave(std::string_view line) {
  Status quiet = NothingUnasked(line);
  // Whoever has gone before has said all that counts.
  if (quiet.ok()) static_cast<void>(Say(line));
  return quiet;
}

}  // namespace sallyport
