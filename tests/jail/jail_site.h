// One slot, one scanner and the built sallyport-jail, started as the gate
// starts it.

#ifndef SALLYPORT_TESTS_JAIL_JAIL_SITE_H_
#define SALLYPORT_TESTS_JAIL_JAIL_SITE_H_

#include <cstdlib>
#include <filesystem>
#include <string>

#include "inspect/jailed.h"
#include "mail/facts.h"
#include "tests/inspect/run_scanner.h"
#include "tests/mail/config_file.h"

namespace sallyport::test {

inline std::string BuiltPath(const std::string& name) {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return std::filesystem::absolute(build ? build : "build") / name;
}

/// What a jailed program said, and how it ended.
struct JailedRun {
  std::string output;
  Result<JailedEnd> end = FormatError("not", "run");

  /// All that RunOneScanner asks of an answer, besides its lines.
  bool Counts() const {
    return end.ok() && end.value().heard.ok() && end.value().report &&
           end.value().report->word == "ok" && end.value().report->code == 0 &&
           end.value().child.Succeeded();
  }
  /// The report's word, or empty.
  std::string Word() const {
    return end.ok() && end.value().report ? end.value().report->word : "";
  }
};

class JailSite {
 public:
  /// `program` is the path of the scanner "house"; `extra` are values of the
  /// configuration instead of the usual ones.
  explicit JailSite(const std::string& program, const ConfigValues& extra = {})
      : config_(Values(program, extra)) {
    place_.MakeDirectory("spool/lanes/main/0/parts");
    place_.MakeDirectory("spool/lanes/main/0/scratch");
    place_.Write("spool/lanes/main/0.lock", "");
    place_.Write("message", "From: a\n\nbody\n");
    Facts facts;
    facts.id = "id0";
    place_.Write("facts", EncodeFacts(facts));
    message_ = Open("message");
    facts_ = Open("facts");
    lock_ = Open("spool/lanes/main/0.lock");
  }

  const TemporaryDirectory& place() const { return place_; }
  std::string Scratch() const {
    return place_.Path("spool/lanes/main/0/scratch");
  }

  JailPlan Plan() const {
    return {BuiltPath("libexec/sallyport-jail"), config_.directory().path()};
  }
  JailInput Input() const {
    JailInput input;
    input.slot = "main/0";
    input.message = message_.get();
    input.facts = facts_.get();
    input.lock = lock_.get();
    return input;
  }

  JailedRun Scan(int64_t ms = 60000) const {
    JailedRun run;
    run.end = RunScanner(Plan(), Input(), "house", Deadline::InMs(ms),
                         [&run](std::string_view bytes) {
                           run.output += bytes;
                           return Status();
                         });
    return run;
  }

 private:
  ConfigValues Values(const std::string& program,
                      const ConfigValues& extra) const {
    ConfigValues values = {{"sandbox", "require"},
                           {"spool", place_.Path("spool")},
                           {"libexec", place_.Path("libexec")},
                           {"scanner.house.program", program},
                           {"scanner.house.seconds", "60"},
                           {"scanner.house.cpu_seconds", "60"},
                           {"scanner.house.memory", "2147483648"},
                           {"scanner.house.file_size", "1048576"},
                           {"scanner.house.files", "64"},
                           {"scanner.house.processes", "any"},
                           {"scanner.house.early", "0"},
                           {"scanner.house.env", ""},
                           {"scanner.house.read", ""},
                           {"scanner.house.write", ""},
                           {"scanner.house.sockets", ""},
                           {"limits.unpack_seconds", "60"},
                           {"limits.unpack_cpu_seconds", "60"},
                           {"limits.unpack_memory", "2147483648"},
                           {"limits.depth", "10"},
                           {"limits.parts", "10"},
                           {"limits.part_bytes", "1000"},
                           {"limits.total_bytes", "1000"},
                           {"limits.ratio", "10"},
                           {"unpack.passwords", ""},
                           {"unpack.try_passwords_from_text", "0"}};
    for (const auto& [key, value] : extra) values[key] = value;
    return values;
  }

  Fd Open(const std::string& name) const {
    return Fd(::open(place_.Path(name).c_str(), O_RDONLY | O_CLOEXEC));
  }

  TemporaryDirectory place_;
  ConfigFile config_;
  Fd message_;
  Fd facts_;
  Fd lock_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_JAIL_JAIL_SITE_H_
