// Rules of a test, compiled by the built sallyport-yarac.

#ifndef SALLYPORT_TESTS_SCANNERS_YARA_RULE_SET_H_
#define SALLYPORT_TESTS_SCANNERS_YARA_RULE_SET_H_

#include <fcntl.h>
#include <sys/mman.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/child.h"
#include "base/io.h"
#include "mail/rule_sources.h"

namespace sallyport::test {

struct YaracOutcome {
  ChildEnd end;
  std::string output;  // the compiled rules
  std::string errors;  // mistakes, a line each
};

inline std::string YaracProgram() {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return std::filesystem::absolute(build ? build : "build") /
         "libexec/sallyport-yarac";
}

inline std::string ReadAgain(const Fd& file) {
  ::lseek(file.get(), 0, SEEK_SET);
  return ReadToEnd(file.get(), size_t{1} << 30).value();
}

inline YaracOutcome RunYarac(const std::string& input,
                             const std::vector<std::string>& user = {}) {
  const Fd in(::memfd_create("in", MFD_CLOEXEC));
  const Fd out(::memfd_create("out", MFD_CLOEXEC));
  const Fd errors(::memfd_create("errors", MFD_CLOEXEC));
  if (!WriteAllAt(in.get(), input, 0).ok()) throw std::runtime_error("input");
  ChildSpec spec;
  spec.program = YaracProgram();
  spec.arguments = {"sallyport-yarac"};
  spec.arguments.insert(spec.arguments.end(), user.begin(), user.end());
  spec.descriptors = {in.get(), out.get(), errors.get()};
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) throw std::runtime_error(pid.error().Text());
  Child child(pid.value());
  Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  if (!end.ok()) throw std::runtime_error(end.error().Text());
  return {end.value(), ReadAgain(out), ReadAgain(errors)};
}

inline YaracOutcome RunYarac(const std::vector<RuleSource>& sources) {
  return RunYarac(EncodeRuleSources(sources));
}

/// The compiled rules of a set that has no mistake.
inline std::string CompileYara(const std::string& set,
                               const std::string& rules) {
  const YaracOutcome outcome = RunYarac({{set, "rules.yar", rules}});
  if (!outcome.end.Succeeded()) throw std::runtime_error(outcome.errors);
  return outcome.output;
}

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_YARA_RULE_SET_H_
