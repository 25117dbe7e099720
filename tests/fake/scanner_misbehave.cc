// A scanner plugin that does what its option `do` says (so the config of a
// test selects it): answers properly, answers wrongly, or does not answer.
// `do` is a row of behaviours.h, with an argument behind a colon where one is
// known ("signal:11", "slow-done:500"). A name that is not known exits 100.

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "tests/fake/misbehave.h"
#include "tests/fake/surroundings.h"

namespace sallyport::fake {

namespace {

constexpr int kUnknownBehaviour = 100;
constexpr size_t kMostBytes = size_t{1} << 30;
constexpr std::string_view kMarker = "SALLYPORT-TEST-VIRUS";
constexpr std::string_view kEngineLine = "engine\tmisbehave 1.0\n";

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

void SayDone() { Say(kOutput, std::string(kEngineLine) + "done\n"); }

/// The marker in the message on descriptor 0 or in any part: one line each.
/// What can't be read is no answer.
int FindVirus() {
  std::string report(kEngineLine);
  const Result<std::string> message = ReadToEnd(0, kMostBytes);
  if (!message.ok()) return 1;
  if (message.value().find(kMarker) != std::string::npos)
    report += "virus\tTest.String\t0\n";
  const std::string parts = Variable("SALLYPORT_PARTS");
  DIR* listing = ::opendir(parts.c_str());
  if (listing == nullptr) return 1;
  while (const dirent* entry = ::readdir(listing)) {
    if (entry->d_name[0] == '.') continue;
    const Result<std::string> part =
        ReadFile(::dirfd(listing), entry->d_name, kMostBytes);
    if (!part.ok()) return 1;
    if (part.value().find(kMarker) != std::string::npos)
      report += "virus\tTest.String\t" +
                std::to_string(std::atoi(entry->d_name)) + "\n";
  }
  ::closedir(listing);
  return Say(kOutput, report + "done\n") ? 0 : 1;
}

/// Writes into its scratch until it is stopped; tells on fd 2 how it ended.
void FillDisk(const Behaviour& behaviour, bool ignore_signal) {
  if (ignore_signal) ::signal(SIGXFSZ, SIG_IGN);
  const std::string path = Variable("TMPDIR") + "/fill";
  const Fd file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const bool all =
      Flood(file.get(), std::string(1 << 20, 'f'), behaviour.Number(4096));
  Say(2, all ? "misbehave: wrote all\n" : "misbehave: stopped writing\n");
}

/// As many small files as asked for; they stay.
void MakeFiles(int64_t files) {
  for (int64_t i = 0; i < files; ++i) {
    const std::string path = Variable("TMPDIR") + "/file" + std::to_string(i);
    if (!Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)).valid())
      return;
  }
}

/// What stands on the output for the behaviours that only say wrong things.
std::optional<std::string> WrongWords(const std::string& name) {
  const std::string engine(kEngineLine);
  const std::pair<const char*, std::string> kTable[] = {
      {"empty", ""},
      {"half-line", engine + "virus\tHalf.Line"},
      {"done-without-newline", engine + "done"},
      {"garbage",
       "\x7f"
       "ELF\xff\xfe\x01 not a line at all\n\n\n<html>\n"},
      {"unknown-verb", engine + "worm\tSome.Name\t0\ndone\n"},
      {"empty-line", engine + "\ndone\n"},
      {"crlf", "engine\tmisbehave 1.0\r\ndone\r\n"},
      {"done-and-more", engine + "done\nengine\tmore\n"},
      {"done-then-virus", engine + "done\nvirus\tToo.Late\t0\n"},
      {"done-twice", engine + "done\ndone\n"},
      {"done-with-field", engine + "done\t1\n"},
      {"bad-part", engine + "virus\tBad.Part\t999999\ndone\n"},
      {"negative-part", engine + "virus\tBad.Part\t-7\ndone\n"},
      {"bad-score", engine + "spam\tnan\tdetail\ndone\n"},
      {"bad-escape", engine + "virus\tBad\\q\t0\ndone\n"},
      {"few-fields", engine + "virus\tNo.Part\ndone\n"},
      {"nul-bytes", engine + std::string("virus\tNul\0Byte\t0\n", 17) +
                        std::string("\0\0\0\0", 4) + "done\n"},
      {"except-only", engine + "except\tTest.String\ndone\n"},
      {"header-received", engine + "header\tReceived\tfrom nowhere\ndone\n"},
      {"header-injection",
       engine + "header\tX-Spam-Note\ta\\nBcc: b@example.com\ndone\n"},
      {"header", engine + "header\tX-Spam-Note\ta note\ndone\n"},
  };
  for (const auto& [known, words] : kTable)
    if (name == known) return words;
  return std::nullopt;
}

/// Lines of any verb, for findings that a test wants to see pass:
/// "say:spam=12.5=why" is the line "spam<TAB>12.5<TAB>why".
std::string LineOf(std::string text) {
  for (char& c : text)
    if (c == '=') c = '\t';
  return text + "\n";
}

int Scan(const Behaviour& behaviour,
         const std::function<std::string()>& surroundings) {
  const std::string& name = behaviour.name;
  MisbehaveAsProcess(behaviour, SayDone);
  if (const std::optional<std::string> words = WrongWords(name))
    return Say(kOutput, *words) ? 0 : 1;
  if (name == "virus") return FindVirus();
  if (name == "gigabyte") {
    Flood(kOutput, "engine\t" + std::string(65536, 'g') + "\n", 16384);
  } else if (name == "endless-line") {
    Flood(kOutput, std::string(65536, 'l'), 16384);
  } else if (name == "many-lines") {
    Flood(kOutput, "policy\tMany.Lines\t0\n", behaviour.Number(20000));
  } else if (name == "fill-disk") {
    FillDisk(behaviour, false);
  } else if (name == "fill-disk-on") {
    FillDisk(behaviour, true);
  } else if (name == "many-files") {
    MakeFiles(behaviour.Number(100000));
  } else if (name == "say") {
    Say(kOutput, LineOf(behaviour.argument));
  } else if (name == "read-env") {
    return Say(kOutput, "engine\t" + EscapeField(surroundings()) + "\ndone\n")
               ? 0
               : 1;
  } else if (name != "clean") {
    Say(2, "misbehave: unknown behaviour\n");
    return kUnknownBehaviour;
  }
  SayDone();
  return 0;
}

}  // namespace

}  // namespace sallyport::fake

int main(int argc, char** argv) {
  using namespace sallyport::fake;
  const auto surroundings = [&] {
    return Surroundings(argc, argv, ::environ).text();
  };
  const Behaviour behaviour = Behaviour::Parse(Variable("SALLYPORT_OPT_DO"));
  ::_exit(Scan(behaviour, surroundings));
}
