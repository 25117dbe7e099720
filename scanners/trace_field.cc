#include "scanners/trace_field.h"

#include "mail/address.h"

namespace sallyport {

namespace {

constexpr std::string_view kFront = "received: from ";

/// The first line and those that go on with it.
std::string_view FirstField(std::string_view message) {
  for (size_t end = 0;;) {
    end = message.find('\n', end);
    if (end == std::string_view::npos) return message;
    ++end;
    if (end == message.size() || (message[end] != ' ' && message[end] != '\t'))
      return message.substr(0, end);
  }
}

void SkipBlanks(std::string_view* text) {
  const size_t at = text->find_first_not_of(" \t\r\n");
  text->remove_prefix(at == std::string_view::npos ? text->size() : at);
}

/// "(...)", without parentheses inside.
std::optional<std::string_view> TakeComment(std::string_view* text) {
  SkipBlanks(text);
  const size_t end = text->find_first_of("()", 1);
  if (text->empty() || text->front() != '(' || end == std::string_view::npos ||
      (*text)[end] != ')')
    return std::nullopt;
  const std::string_view inside = text->substr(1, end - 1);
  text->remove_prefix(end + 1);
  return inside;
}

/// "192.0.2.7", with or without "user@" and brackets.
bool NamesClient(std::string_view comment, std::string_view client) {
  const size_t at = comment.rfind('@');
  if (at != std::string_view::npos) comment.remove_prefix(at + 1);
  if (comment.starts_with('[') && comment.ends_with(']'))
    comment = comment.substr(1, comment.size() - 2);
  return comment == client;
}

}  // namespace

std::optional<TraceField> ParseTraceField(std::string_view message,
                                          std::string_view client) {
  std::string_view field = FirstField(message);
  if (client.empty() || !BeginsInAnyCase(field, kFront)) return std::nullopt;
  field.remove_prefix(kFront.size());
  TraceField trace;
  trace.host = field.substr(0, field.find_first_of(" \t\r\n"));
  trace.helo = trace.host;
  field.remove_prefix(trace.host.size());
  while (const std::optional<std::string_view> comment = TakeComment(&field)) {
    if (NamesClient(*comment, client)) return trace;
    if (BeginsInAnyCase(*comment, "helo ") ||
        BeginsInAnyCase(*comment, "ehlo "))
      trace.helo = comment->substr(5);
  }
  return std::nullopt;
}

}  // namespace sallyport
