#include "admin/yara_compiler.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"
#include "mail/compiled_rules.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr int64_t kDeadlineMs = 15 * 60 * 1000;
constexpr size_t kMaxToldBytes = 16 * 1024 * 1024;
constexpr size_t kMaxTold = 1000;

struct CompilerEnd {
  ChildEnd end;
  std::string output;
  std::string told;
};

Result<std::string> ReadAgain(const Fd& file, size_t most) {
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return SystemError("lseek", "");
  return ReadToEnd(file.get(), most);
}

/// Whom root has the compiler become: where all have one uid, nobody else.
std::vector<std::string> UserArguments(const CompiledConfig& config) {
  if (!config.set_uid || ::geteuid() != 0) return {};
  return {config.Text("uid.scan_user"), config.Text("gid.scan_user")};
}

Result<CompilerEnd> Run(const Compilation& compilation,
                        std::vector<std::string> arguments,
                        const std::string& input) {
  const Fd in(::memfd_create("rules", MFD_CLOEXEC));
  const Fd out(::memfd_create("compiled", MFD_CLOEXEC));
  const Fd told(::memfd_create("mistakes", MFD_CLOEXEC));
  if (!in.valid() || !out.valid() || !told.valid())
    return SystemError("memfd_create", "");
  const Status written = WriteAllAt(in.get(), input, 0);
  if (!written.ok()) return written.error();
  ChildSpec spec;
  spec.program = compilation.out->Text("libexec") + "/" + kYaraCompiler;
  spec.arguments = std::move(arguments);
  spec.arguments.insert(spec.arguments.begin(), kYaraCompiler);
  spec.descriptors = {in.get(), out.get(), told.get()};
  const Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) return pid.error();
  Child child(pid.value());
  const Result<ChildEnd> end = child.Wait(Deadline::InMs(kDeadlineMs));
  if (!end.ok()) {
    ::kill(pid.value(), SIGKILL);
    return end.error();
  }
  Result<std::string> output = ReadAgain(out, kMaxCompiledRulesBytes);
  if (!output.ok()) return output.error();
  Result<std::string> text = ReadAgain(told, kMaxToldBytes);
  if (!text.ok()) return text.error();
  return CompilerEnd{end.value(), std::move(output.value()),
                     std::move(text.value())};
}

/// False if what it told is not what it says.
bool TellMistakes(const std::string& told, const std::string& key,
                  Mistakes* mistakes) {
  const Result<std::vector<RuleMistake>> list = ParseRuleMistakes(told);
  if (!list.ok()) return false;
  size_t count = 0;
  for (const RuleMistake& mistake : list.value()) {
    if (++count > kMaxTold) break;
    const Place place{mistake.file, mistake.line};
    if (mistake.error)
      mistakes->Error(place, key, mistake.text, "");
    else
      mistakes->Warning(place, key, mistake.text);
  }
  return true;
}

}  // namespace

std::optional<std::string> CompileYaraRules(
    const Compilation& compilation, const std::vector<RuleSource>& sources,
    const std::string& key, const Place& place) {
  Mistakes* mistakes = compilation.mistakes;
  const size_t before = mistakes->errors();
  Result<CompilerEnd> run = Run(compilation, UserArguments(*compilation.out),
                                EncodeRuleSources(sources));
  std::string wrong;
  if (!run.ok())
    wrong = run.error().Text();
  else if (!TellMistakes(run.value().told, key, mistakes))
    wrong = run.value().end.Text();
  else if (mistakes->errors() == before && !run.value().end.Succeeded())
    wrong = run.value().end.Text();
  else if (mistakes->errors() == before &&
           !DecodeCompiledRules(run.value().output).ok())
    wrong = "it compiled something else";
  if (!wrong.empty())
    mistakes->Error(place, key, "the rules can't be compiled: " +
                                    std::string(kYaraCompiler) + ": " + wrong,
                    "");
  if (mistakes->errors() != before) return std::nullopt;
  return std::move(run.value().output);
}

std::string YaraEngineNow(const Compilation& compilation) {
  const Result<CompilerEnd> run = Run(compilation, {"-v"}, "");
  return run.ok() && run.value().end.Succeeded() ? run.value().output : "";
}

}  // namespace sallyport
