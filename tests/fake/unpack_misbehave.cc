// A stand-in for sallyport-unpack that does what the message itself asks for
// in a header field `X-Test-Unpack: BEHAVIOUR`: the unpacker gets no options.
// Without one it is honest: a single part, the body. A field `X-Test-Finding:
// CAUSE` puts a finding in front of whatever it says.
//
// Behaviours are rows of kUnpackBehaviours (behaviours.h): those of a process
// are in misbehave.h, those of the record stream are below. Before a wrong
// record stands a proper part, so that something has been stored when the
// stream turns out bad. A name that is not known exits 100.

#include <strings.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

#include "base/io.h"
#include "mail/part_record.h"
#include "tests/fake/attempts_on_box.h"
#include "tests/fake/misbehave.h"

namespace sallyport::fake {

namespace {

constexpr int kUnknownBehaviour = 100;
constexpr size_t kMostBytes = size_t{1} << 30;
constexpr std::string_view kBehaviourField = "X-Test-Unpack:";
constexpr std::string_view kFindingField = "X-Test-Finding:";

/// The value of a header field, and where the body begins.
std::string_view Field(std::string_view message, std::string_view field,
                       size_t* body) {
  std::string_view value;
  size_t at = 0;
  while (at < message.size()) {
    const size_t end = std::min(message.find('\n', at), message.size());
    std::string_view line = message.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    at = std::min(end + 1, message.size());
    if (line.empty()) break;
    if (line.size() < field.size() ||
        ::strncasecmp(line.data(), field.data(), field.size()) != 0)
      continue;
    value = line.substr(field.size());
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  }
  *body = at;
  return value;
}

std::string Number(uint32_t number) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>((number >> shift) & 0xFF);
  return bytes;
}

std::string Text(std::string_view text) {
  return Number(static_cast<uint32_t>(text.size())) + std::string(text);
}

std::string Record(char type, std::string_view payload) {
  return type + Text(payload);
}

std::string BeginRecord(uint32_t parent) {
  return Record(
      'B', Number(parent) + Number(1) + Text("leaf") + Text("a") + Number(0));
}

const std::string& EndRecord() {
  static const std::string record = Record('E', Text("text/plain") + Number(0));
  return record;
}

std::string WholePart(uint32_t parent, std::string_view bytes) {
  return BeginRecord(parent) + Record('D', bytes) + EndRecord();
}

/// Streams that are wrong from end to end, by name.
std::optional<std::string> WrongStream(const std::string& name,
                                       const std::string& cause) {
  const std::string found =
      cause.empty() ? ""
                    : Record('F', Text(cause) + Text("Found") + Number(0));
  const std::string good =
      Record('V', Text("misbehave 1.0")) + found + WholePart(0, "a part\n");
  const std::string end = Record('Z', "");
  const std::string finding = Text("virus") + Text("Test.Finding");
  const std::pair<const char*, std::string> kTable[] = {
      {"empty", ""},
      {"no-end", good},
      {"no-policy", WholePart(0, "a part\n") + end},
      {"half-record", good + Record('D', "cut here").substr(0, 8)},
      {"half-header", good + "B\x10"},
      {"half-part", good + BeginRecord(0) + Record('D', "cut here")},
      {"end-in-part", good + BeginRecord(0) + end},
      {"garbage",
       "\x7f"
       "ELF\xff\xfe\x01 not a record at all\n"},
      {"unknown-type", good + Record('Q', "what") + end},
      {"done-and-more", good + end + good},
      {"done-twice", good + end + end},
      {"end-with-payload", good + Record('Z', "x")},
      {"data-outside", good + Record('D', "nobody's") + end},
      {"end-outside", good + EndRecord() + end},
      {"part-in-part", good + BeginRecord(0) + BeginRecord(1) + end},
      {"bad-parent", good + WholePart(7, "orphan") + end},
      {"own-parent", good + WholePart(2, "its own parent") + end},
      {"bad-part", good + Record('F', finding + Number(99)) + end},
      {"bad-flags", good + Record('G', Number(99) + Number(0)) + end},
      {"unknown-cause",
       good + Record('F', Text("worm") + Text("x") + Number(0)) + end},
      {"too-long", good + 'D' + Number(0xFFFFFFF0) + "x"},
      {"length-lies", good + Record('F', Number(1000) + "short") + end},
      {"many-names", good +
                         Record('B', Number(0) + Number(1) + Text("leaf") +
                                         Text("a") + Number(0xFFFFFF)) +
                         end},
      {"nul-bytes", std::string(64, '\0')},
  };
  for (const auto& [known, stream] : kTable)
    if (name == known) return stream;
  return std::nullopt;
}

/// Parts and findings without end, properly written.
bool WriteMuch(const Behaviour& behaviour, PartRecordWriter* out) {
  const std::string& name = behaviour.name;
  if (name == "gigabyte") {
    const std::string piece(65536, 'g');
    out->Begin({0, 1, "leaf", "large.bin", {}});
    for (int i = 0; i < 16384 && out->ok(); ++i) out->Data(piece);
    out->End({"application/octet-stream", {}});
  } else if (name == "many-parts") {
    const int64_t parts = behaviour.Number(20000);
    for (int64_t i = 0; i < parts && out->ok(); ++i) {
      out->Begin({0, 1, "leaf", "small.txt", {}});
      out->Data("small\n");
      out->End({"text/plain", {}});
    }
  } else if (name == "many-findings") {
    const int64_t findings = behaviour.Number(20000);
    for (int64_t i = 0; i < findings && out->ok(); ++i)
      out->AddFinding(Cause::kPolicy, "Many.Findings", 0);
  } else if (name == "deep") {
    const int64_t depth = behaviour.Number(500);
    for (int i = 0; i < depth && out->ok(); ++i) {
      out->Begin({i, i + 1, "member", "deep.txt", {}});
      out->End({"text/plain", {}});
    }
  } else if (name == "finding") {
    const std::optional<Cause> cause = ParseCause(behaviour.argument);
    out->AddFinding(cause.value_or(Cause::kPolicy), "Test.Finding", 0);
  } else if (name == "hostile-names") {
    const std::string with_nul("a.exe\0.txt", 10);
    for (const std::string& hostile :
         {std::string("../../../etc/passwd"), std::string("/etc/passwd"),
          std::string("."), std::string("a\nb\tc"), std::string("\xff\xfe"),
          with_nul, std::string()}) {
      out->Begin({0, 1, "leaf", hostile, {hostile, "x,y"}});
      out->Data("named oddly\n");
      out->End({"text/plain", {}});
    }
  } else {
    return false;
  }
  return true;
}

/// One step on the walls of the box, as the behaviour's argument says: a call
/// by its number, with arguments that none takes, or a named attempt. False if
/// it is not known, or was to come to nothing and did not.
bool TryBox(const Behaviour& behaviour) {
  if (behaviour.name == "call") {
    const long number = behaviour.Number(-1);
    const int err =
        ::syscall(number, -1, -1, -1, -1, -1, -1) == -1 ? errno : 0;
    return Say(2, "misbehave: errno " + std::to_string(err) + "\n");
  }
  for (const BoxAttempt& attempt : kBoxAttempts) {
    if (behaviour.argument != attempt.name) continue;
    attempt.make();
    Say(2, "misbehave: still here\n");
    return true;
  }
  return ComesToNothing(behaviour.argument);
}

/// The end of a pipe: the message and the facts are whole.
bool AwaitWord() {
  constexpr int kWord = 5;
  const Result<std::string> word = ReadToEnd(kWord, 1);
  return word.ok() && word.value().empty();
}

int Unpack() {
  if (!AwaitWord()) return 1;
  const Result<std::string> message = ReadToEnd(0, kMostBytes);
  if (!message.ok()) return 1;
  size_t body = 0;
  const std::string asked(Field(message.value(), kBehaviourField, &body));
  const Behaviour behaviour = Behaviour::Parse(asked.empty() ? "clean" : asked);
  const std::string cause(Field(message.value(), kFindingField, &body));
  PartRecordWriter out(kOutput);
  out.Engine("misbehave 1.0");
  if (const std::optional<Cause> found = ParseCause(cause))
    out.AddFinding(*found, "Found", 0);
  const auto honest = [&] {
    out.Begin({0, 1, "leaf", "body.txt", {}});
    out.Data(std::string_view(message.value()).substr(body));
    out.End({"text/plain", {}});
    return out.Finish().ok();
  };
  MisbehaveAsProcess(behaviour, honest);
  if (const auto stream = WrongStream(behaviour.name, cause))
    return Say(kOutput, *stream) ? 0 : 1;
  if (WriteMuch(behaviour, &out)) return out.Finish().ok() ? 0 : 1;
  if (behaviour.name == "call" || behaviour.name == "try") {
    if (!TryBox(behaviour)) return 1;
  } else if (behaviour.name != "clean") {
    Say(2, "misbehave: unknown behaviour\n");
    return kUnknownBehaviour;
  }
  return honest() ? 0 : 1;
}

}  // namespace

}  // namespace sallyport::fake

int main() { ::_exit(sallyport::fake::Unpack()); }
