#include "queue/report.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "base/escape.h"
#include "base/io.h"
#include "base/line_log.h"
#include "mail/message_log.h"
#include "mail/paths.h"
#include "queue/client.h"

namespace sallyport {

namespace {

constexpr size_t kMaxChatterLine = 400;
constexpr size_t kMaxLiftedLines = 20;
/// Behind the category of a finding that an exception lifted.
constexpr char kLiftedBack[] = "-ex";

bool g_silent = false;

/// "sallyport: LINE", as one write.
void Say(const std::string& line) {
  if (g_silent) return;
  static_cast<void>(WriteAll(STDERR_FILENO, "sallyport: " + line + "\n").ok());
}

void Append(Gate* gate, const char* name, std::string_view columns,
            const std::string& line) {
  Result<Fd> log = OpenAt(gate->spool.get(), kLog, O_RDONLY | O_DIRECTORY);
  Status written = log.ok() ? AppendLine(log.value().get(), name, columns, line)
                            : Status(log.error());
  if (!written.ok())
    gate->notes.push_back("log not written: " +
                          EscapeField(written.error().Text()));
}

const Finding* DecidingFinding(const Gate& gate, size_t index) {
  if (!gate.inspection || index >= gate.inspection->findings().size())
    return nullptr;
  return &gate.inspection->findings()[index];
}

/// The engine that a scanner named in this message.
std::string EngineOf(const Gate& gate, const std::string& scanner) {
  for (const ScannerResult& result : gate.inspection->results())
    if (result.scanner == scanner) return result.engine;
  return "";
}

/// What jailed programs wrote on their descriptor 2, and why scanners failed.
void LogChatter(const Gate& gate) {
  const auto say = [&gate](const std::string& who, std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.empty())
      Say(gate.id + " " + who + ": " +
          EscapeField(text.substr(0, kMaxChatterLine)));
  };
  if (!gate.inspection) return;
  say("unpack", gate.inspection->unpacked().chatter);
  for (const ScannerResult& result : gate.inspection->results()) {
    say(result.scanner, result.chatter);
    if (result.verdict == Verdict::kUnscanned)
      say(result.scanner, "unscanned: " + result.reason);
  }
}

std::string LiftedCategory(const LiftedFinding& lifted) {
  return std::string(Name(CategoryOf(lifted.finding.cause))) + kLiftedBack;
}

/// What would have counted but for an exception.
void LogLifted(const Gate& gate) {
  if (!gate.inspection) return;
  const std::vector<LiftedFinding>& all = gate.inspection->lifted();
  for (size_t i = 0; i < all.size() && i < kMaxLiftedLines; ++i) {
    const Finding& finding = all[i].finding;
    std::string of = finding.scanner;
    if (finding.part != kNoPart) of += ", part " + std::to_string(finding.part);
    Say(gate.id + " " + LiftedCategory(all[i]) + " by " + all[i].by + ": " +
        EscapeField(finding.name.substr(0, kMaxChatterLine)) + " (" + of +
        ")");
  }
  if (all.size() > kMaxLiftedLines)
    Say(gate.id + " " + std::to_string(all.size()) + " lifted in all");
}

/// What decided; where nothing did, what would have but for an exception.
void TellFinding(const Gate& gate, MessageLine* line) {
  const Finding* finding = DecidingFinding(gate, gate.decision.finding);
  if (finding != nullptr) {
    line->category = Name(CategoryOf(finding->cause));
  } else if (gate.inspection && !gate.inspection->lifted().empty()) {
    line->category = LiftedCategory(gate.inspection->lifted().front());
    finding = &gate.inspection->lifted().front().finding;
  } else {
    return;
  }
  line->finding = finding->name;
  line->part = finding->part;
}

void LogMessage(Gate* gate, const std::string& action,
                const std::string& reason) {
  MessageLine line;
  line.time = gate->arrived;
  line.id = gate->id;
  line.qp = ::getpid();
  line.uid = gate->caller.uid;
  line.relay = gate->caller.relay;
  line.client = gate->caller.client_class;
  line.sender = gate->envelope.sender;
  line.recipients = gate->envelope.recipients.size();
  line.bytes = gate->bytes;
  line.action = action;
  line.finding = reason;
  if (reason.empty()) TellFinding(*gate, &line);
  line.lane = gate->slot ? gate->slot->lane() : "";
  line.wait_ms = gate->wait_ms;
  line.receive_ms = gate->receive_ms;
  line.total_ms = MonotonicMs() - gate->began_ms;
  if (gate->inspection) {
    const Inspection& inspection = *gate->inspection;
    line.parts = static_cast<int>(inspection.unpacked().rows.size());
    line.unpack_ms = inspection.unpack_ms();
    line.scan_ms = inspection.scan_ms();
    for (const ScannerResult& result : inspection.results())
      line.scanners.push_back(result.Summary());
  }
  // The log first: a caller who does not read descriptor 2 ends us there.
  Append(gate, kMessagesLog, kMessagesColumns, FormatMessageLine(line));
  LogChatter(*gate);
  LogLifted(*gate);
  for (const std::string& note : gate->notes) Say(gate->id + " " + note);
  std::string said = gate->id + " " + action + " " +
                     (line.category.empty() ? "-" : line.category) + " " +
                     EscapeField(line.relay);
  if (!reason.empty()) said += " " + EscapeField(reason);
  Say(said);
}

void LogVirus(Gate* gate, size_t index,
              const std::vector<std::string>& recipients,
              std::string_view folder) {
  VirusLine line;
  line.time = gate->arrived;
  line.id = gate->id;
  line.qp = ::getpid();
  line.relay = gate->caller.relay;
  line.sender = gate->envelope.sender;
  line.recipients = recipients;
  line.subject = gate->inspection->unpacked().subject;
  line.action = gate->decision.LogAction();
  line.folder = folder;
  const std::vector<ManifestRow>& rows = gate->inspection->unpacked().rows;
  line.sha256 = rows.front().sha256;
  if (const Finding* finding = DecidingFinding(*gate, index)) {
    line.category = Name(CategoryOf(finding->cause));
    line.finding = finding->name;
    line.part = finding->part;
    line.scanner = finding->scanner;
    line.engine = EngineOf(*gate, finding->scanner);
    const size_t part = static_cast<size_t>(finding->part);
    if (finding->part >= 0 && part < rows.size()) {
      const ManifestRow& row = rows[part];
      if (!row.name.empty()) line.names.push_back(row.name);
      for (const std::string& name : row.names) line.names.push_back(name);
      if (part != 0) line.sha256 = row.sha256;
    }
  }
  Append(gate, kVirusesLog, kVirusesColumns, FormatVirusLine(line));
}

}  // namespace

void SilenceLog() { g_silent = true; }

void LogHeld(Gate* gate, const HeldItem& item) {
  std::vector<std::string> recipients;
  for (const size_t index : item.recipients)
    recipients.push_back(gate->envelope.recipients[index]);
  LogVirus(gate, item.finding, recipients, FolderOf(item.category));
}

void LogRefused(Gate* gate) {
  LogVirus(gate, gate->decision.finding, gate->envelope.recipients, "");
}

void LogHandOff(Gate* gate) {
  LogMessage(gate, std::string(gate->decision.LogAction()), "");
}

ExitCode Report(Gate* gate, const Ending& ending) {
  if (gate->slot) gate->slot->Release();
  if (gate->receiving) {
    LogMessage(gate, ending.action, ending.reason);
  } else {
    Say(EscapeField(gate->id) + " " + ending.action + " - - " +
        EscapeField(ending.reason));
  }
  if (ending.client_text.empty() ||
      !TellClient(gate->caller.client_fd, ending.client_text))
    return ending.code;
  return ExitCode::kClientText;
}

}  // namespace sallyport
