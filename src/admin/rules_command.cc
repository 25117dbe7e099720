#include "admin/rules_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "admin/command_options.h"
#include "admin/rules_import.h"
#include "admin/rules_toml.h"
#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr size_t kMaxFileBytes = 16 * 1024 * 1024;
constexpr char kQmailScanner[] = "qmail-scanner";
constexpr char kSimscan[] = "simscan";
/// Standard input, or output: the shell opens with rights that this command
/// has given up.
constexpr char kStandard[] = "-";

Result<std::string> ReadText(const std::string& file) {
  const bool standard = file == kStandard;
  const Fd fd(standard ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!standard && !fd.valid()) return SystemError("open", file);
  Result<std::string> text =
      ReadToEnd(standard ? STDIN_FILENO : fd.get(), kMaxFileBytes);
  if (!text.ok()) return Error{"read", file, text.error().err};
  return text;
}

std::string FormatRules(const ImportedRules& imported,
                        const std::string& file, const std::string& from) {
  std::string text = "# Imported from " + file + " (" + from +
                     ") by sallyport rules import.\n";
  for (const PolicyRule& rule : imported.rules)
    text += "\n" + FormatRule(rule);
  return text;
}

/// A new file; one that is there stays as it is.
Status WriteNew(const std::string& file, const std::string& text) {
  const Fd fd(::open(file.c_str(),
                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                     0644));
  if (!fd.valid()) return SystemError("open", file);
  Status written = WriteAll(fd.get(), text);
  if (written.ok() && ::fsync(fd.get()) != 0)
    written = SystemError("fsync", file);
  if (!written.ok()) ::unlink(file.c_str());
  return written;
}

/// Tells each line that gave no rule. False if one was not understood.
bool TellNotes(const ImportedRules& imported, const std::string& file) {
  std::string text;
  for (const ImportNote& note : imported.notes)
    text += file + ":" + std::to_string(note.line) + ": " +
            (note.understood ? "not imported: " : "not understood: ") +
            note.text + "\n";
  PrintError(text);
  return std::all_of(imported.notes.begin(), imported.notes.end(),
                     [](const ImportNote& note) { return note.understood; });
}

int Fail(const Error& error) {
  PrintError("sallyport rules import: " + error.Text() + "\n");
  return kFailed;
}

}  // namespace

int RunRulesImport(const Context&, const Arguments& arguments) {
  std::string file;
  std::string from;
  std::string output;
  CommandOptions command(
      "Prints rules of another gate as policy.toml has them.",
      "sallyport rules import");
  command.Word("FILE", &file,
               "quarantine-attachments.txt or quarantine-events.txt of "
               "Qmail-Scanner, ssattach or simcontrol of simscan; - is "
               "standard input");
  command.Value("--from", &from, "Whose rules they are; else by their look",
                {kQmailScanner, kSimscan});
  command.Value("-o,--output", &output,
                "A new file instead of standard output, which is also -");
  if (const auto end = command.Parse(arguments)) return *end;
  const Result<std::string> text = ReadText(file);
  if (!text.ok()) return Fail(text.error());
  if (from.empty())
    from = LooksLikeQmailScanner(text.value()) ? kQmailScanner : kSimscan;
  const ImportedRules imported = from == kQmailScanner
                                     ? ImportQmailScanner(text.value())
                                     : ImportSimscan(text.value());
  if (file == kStandard) file = "standard input";
  const std::string rules = FormatRules(imported, file, from);
  if (output.empty() || output == kStandard) {
    Print(rules);
  } else {
    const Status written = WriteNew(output, rules);
    if (!written.ok()) return Fail(written.error());
  }
  return TellNotes(imported, file) ? kDone : kFailed;
}

}  // namespace sallyport
