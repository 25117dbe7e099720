#include "scanners/http_reply.h"

#include <charconv>
#include <optional>

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr size_t kMostHeadBytes = 64 * 1024;
constexpr size_t kMostChunkLineBytes = 1024;

std::optional<size_t> ParseSize(std::string_view digits, int base) {
  size_t size = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, err] = std::from_chars(digits.data(), last, size, base);
  if (digits.empty() || err != std::errc() || end != last) return std::nullopt;
  return size;
}

/// A line with its CRLF.
Result<std::string> ReadLine(ServerConnection* connection, size_t most) {
  Result<std::string> line = connection->ReadRecord('\n', most);
  if (!line.ok()) return line.error();
  if (!line.value().ends_with('\r'))
    return FormatError("a line of an answer does not end in CRLF",
                       line.value().substr(0, 200));
  return line.value() + "\n";
}

/// Lines up to the empty one, which is among them.
Result<std::string> ReadLines(ServerConnection* connection) {
  std::string lines;
  for (;;) {
    const Result<std::string> line =
        ReadLine(connection, kMostHeadBytes - lines.size());
    if (!line.ok()) return line.error();
    lines += line.value();
    if (line.value() == "\r\n") return lines;
    if (lines.size() >= kMostHeadBytes)
      return FormatError("too many lines in an answer",
                         lines.substr(0, lines.find('\r')));
  }
}

/// "1a2" or "1a2;name=value"
std::optional<size_t> ParseChunkLine(std::string_view line) {
  return ParseSize(line.substr(0, line.find_first_of("; \t\r")), 16);
}

}  // namespace

Result<HttpHead> ReadHttpHead(ServerConnection* connection) {
  const Result<std::string> lines = ReadLines(connection);
  if (!lines.ok()) return lines.error();
  return ParseHttpHead(lines.value());
}

Result<std::string> ReadChunks(ServerConnection* connection, size_t most) {
  std::string body;
  for (;;) {
    const Result<std::string> line = ReadLine(connection, kMostChunkLineBytes);
    if (!line.ok()) return line.error();
    const std::optional<size_t> size = ParseChunkLine(line.value());
    if (!size) return FormatError("not the length of a chunk", line.value());
    if (*size > most - body.size())
      return FormatError("an answer too long", line.value());
    if (*size == 0) break;
    const Result<std::string> chunk = connection->ReadExactly(*size + 2);
    if (!chunk.ok()) return chunk.error();
    if (!chunk.value().ends_with("\r\n"))
      return FormatError("a chunk does not end", line.value());
    body.append(chunk.value(), 0, *size);
  }
  const Result<std::string> trailer = ReadLines(connection);
  if (!trailer.ok()) return trailer.error();
  return body;
}

Result<std::string> ReadHttpBody(ServerConnection* connection,
                                 const HttpHead& head, size_t most) {
  const auto coding = head.Values("transfer-encoding");
  const auto length = head.Values("content-length");
  if (!coding.empty() && !length.empty())
    return FormatError("an answer's length", "told in two ways");
  if (coding.size() == 1 && LowerCase(coding.front()) == "chunked")
    return ReadChunks(connection, most);
  const std::optional<size_t> size =
      length.size() == 1 ? ParseSize(length.front(), 10) : std::nullopt;
  if (!size) return FormatError("an answer's length", "not told");
  if (*size > most)
    return FormatError("an answer too long", std::string(length.front()));
  return connection->ReadExactly(*size);
}

}  // namespace sallyport
