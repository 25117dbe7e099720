// Runs any command-line virus scanner and reads its exit code: `clean`,
// `found`, `encrypted` and `unscannable` list the codes of each, and every
// other code, a signal, or a "clean" with a line that names a signature means
// "not scanned". A code that is in both `clean` and `found` says nothing by
// itself: the lines decide. The signature's name is group 1 of the regular
// expression `name`, tried on each line of output.
//
// Keys of its table: path, arguments (%m message, %p folder of parts), clean,
// found, encrypted, unscannable, name, part, encrypted_line,
// unscannable_line. definitions/ has them for the well-known engines.
//
// A line that says "encrypted" or "could not be scanned" counts whatever the
// exit code, for engines that say OK to what they could not open.

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/child.h"
#include "base/escape.h"
#include "base/io.h"
#include "scanners/pattern.h"
#include "scanners/scanner.h"

namespace sallyport {

namespace {

/// Output beyond this is not read: a scanner that says more is not trusted to
/// have said what counts.
constexpr size_t kMaxOutputBytes = 8 * 1024 * 1024;
/// The jail's wall clock ends us before; this only bounds the wait.
constexpr int64_t kWaitMs = int64_t{3600} * 1000;

struct Engine {
  std::string path;
  std::vector<std::string> arguments;
  std::vector<std::string> clean;
  std::vector<std::string> found;
  std::vector<std::string> encrypted;
  std::vector<std::string> unscannable;
  Pattern name;
  Pattern part;
  Pattern encrypted_line;
  Pattern unscannable_line;
};

Status ReadPattern(const char* key, Pattern* pattern) {
  const std::optional<std::string> text = Option(key);
  if (!text || text->empty()) return {};
  Result<Pattern> compiled = Pattern::Compile(*text);
  if (!compiled.ok()) return compiled.error();
  *pattern = std::move(compiled.value());
  return {};
}

Result<Engine> ReadEngine() {
  Engine engine;
  Result<std::string> path = RequiredOption("PATH");
  if (!path.ok()) return path.error();
  engine.path = std::move(path.value());
  for (std::string argument : ListOption("ARGUMENTS")) {
    if (argument == "%m") argument = MessagePath();
    if (argument == "%p") argument = PartsPath();
    engine.arguments.push_back(std::move(argument));
  }
  engine.clean = ListOption("CLEAN");
  engine.found = ListOption("FOUND");
  engine.encrypted = ListOption("ENCRYPTED");
  engine.unscannable = ListOption("UNSCANNABLE");
  if (engine.clean.empty() || engine.found.empty())
    return FormatError("configuration lacks the key", "clean or found");
  struct {
    const char* key;
    Pattern* into;
  } const patterns[] = {{"NAME", &engine.name},
                        {"PART", &engine.part},
                        {"ENCRYPTED_LINE", &engine.encrypted_line},
                        {"UNSCANNABLE_LINE", &engine.unscannable_line}};
  for (const auto& pattern : patterns) {
    Status read = ReadPattern(pattern.key, pattern.into);
    if (!read.ok()) return read.error();
  }
  return engine;
}

/// Runs the engine with its output and errors on one pipe.
Result<std::string> RunEngine(const Engine& engine, ChildEnd* end) {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError("pipe", "");
  Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  ChildSpec spec;
  spec.program = engine.path;
  spec.arguments = {engine.path};
  spec.arguments.insert(spec.arguments.end(), engine.arguments.begin(),
                        engine.arguments.end());
  const char* scratch = ::getenv("TMPDIR");
  spec.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C", "LANG=C",
                      std::string("HOME=") + (scratch ? scratch : "/"),
                      std::string("TMPDIR=") + (scratch ? scratch : "/tmp")};
  spec.descriptors = {-1, write_end.get(), write_end.get()};
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) return pid.error();
  Child child(pid.value());
  write_end.Reset();
  Result<std::string> output = ReadToEnd(read_end.get(), kMaxOutputBytes);
  read_end.Reset();
  Result<ChildEnd> ended = child.Wait(Deadline::InMs(kWaitMs));
  if (!output.ok()) return output.error();
  if (!ended.ok()) return ended.error();
  *end = ended.value();
  return output;
}

/// What the lines of output say.
struct Lines {
  struct Named {
    std::string name;
    int part;
  };
  std::vector<Named> names;
  std::vector<int> encrypted;
  std::vector<int> unscannable;
};

int PartOfLine(const Engine& engine, std::string_view line) {
  const std::optional<std::string> path = engine.part.Group(line);
  return path ? PartOfPath(*path) : kNoPart;
}

Result<Lines> ReadLines(const Engine& engine, std::string_view output) {
  Lines lines;
  for (const std::string_view line : Split(output, '\n')) {
    if (engine.encrypted_line.Matches(line))
      lines.encrypted.push_back(PartOfLine(engine, line));
    else if (engine.unscannable_line.Matches(line))
      lines.unscannable.push_back(PartOfLine(engine, line));
    else if (const std::optional<std::string> name = engine.name.Group(line))
      lines.names.push_back({*name, PartOfLine(engine, line)});
    if (engine.name.gave_up() || engine.part.gave_up() ||
        engine.encrypted_line.gave_up() || engine.unscannable_line.gave_up())
      return FormatError("a line of output is too much for a pattern",
                         EscapeField(line.substr(0, 100)));
  }
  return lines;
}

bool Listed(const std::vector<std::string>& codes, int code) {
  return std::find(codes.begin(), codes.end(), std::to_string(code)) !=
         codes.end();
}

Status Conclude(const Engine& engine, const ChildEnd& end, const Lines& lines,
                ScannerAnswer* answer) {
  const int code = end.exited ? end.code : -1;
  const bool found = Listed(engine.found, code);
  const bool encrypted = Listed(engine.encrypted, code);
  const bool unscannable = Listed(engine.unscannable, code);
  const bool clean = Listed(engine.clean, code);
  if (!found && !encrypted && !unscannable && !clean)
    return FormatError(engine.path + " ended with", end.Text());
  if (!found && !lines.names.empty())
    return FormatError(engine.path + ": a signature is named, but",
                       end.Text());
  for (const Lines::Named& named : lines.names)
    answer->Found(Cause::kVirus, named.name, named.part);
  // Some engines end as if they had found something for what they say they
  // could not look into.
  const bool said = !lines.names.empty() || !lines.encrypted.empty() ||
                    !lines.unscannable.empty();
  if (found && !clean && !said) answer->Found(Cause::kVirus, "unnamed");
  for (const int part : lines.encrypted)
    answer->Found(Cause::kEncrypted, "encrypted", part);
  for (const int part : lines.unscannable)
    answer->Found(Cause::kUnscannable, "not scanned by the engine", part);
  if (encrypted && lines.encrypted.empty())
    answer->Found(Cause::kEncrypted, "encrypted");
  if (unscannable && lines.unscannable.empty())
    answer->Found(Cause::kUnscannable, "not scanned by the engine");
  return {};
}

}  // namespace

Status Scan(ScannerAnswer* answer) {
  Result<Engine> engine = ReadEngine();
  if (!engine.ok()) return engine.error();
  struct stat st = {};
  answer->Engine(Option("ENGINE").value_or(engine.value().path));
  if (::stat(engine.value().path.c_str(), &st) != 0)
    return SystemError("no engine at", engine.value().path);
  const Status there = AwaitParts();
  if (!there.ok()) return there.error();
  ChildEnd end;
  Result<std::string> output = RunEngine(engine.value(), &end);
  if (!output.ok()) return output.error();
  Result<Lines> lines = ReadLines(engine.value(), output.value());
  if (!lines.ok()) return lines.error();
  return Conclude(engine.value(), end, lines.value(), answer);
}

}  // namespace sallyport
