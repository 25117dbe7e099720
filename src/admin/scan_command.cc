#include "admin/scan_command.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "admin/command_options.h"
#include "admin/dry_run.h"
#include "admin/scan_json.h"
#include "admin/scan_text.h"
#include "base/escape.h"

namespace sallyport {

namespace {

/// Graver is larger: of several files the gravest counts.
enum ScanExit : int {
  kAllHandedOn = kDone,
  kSomeHeld = 1,
  kNotScanned = 3,
};

constexpr char kFooter[] =
    "Nothing is kept: no quarantine, no log, no queue. The message takes a\n"
    "slot as any other does, and parts are opened in the jail alone. Room in\n"
    "the quarantine, limits of relays and what the gate remembers of other\n"
    "mail are not asked.\n\n"
    "Started by root where the jail is set-uid, files are read as the spool's\n"
    "user; \"sallyport scan - < FILE\" reads what only root may.\n\n"
    "Exit code, of several files the gravest:\n"
    "  0  all would be handed on, tagged or not\n"
    "  1  something would be held or refused\n"
    "  2  the command line is wrong\n"
    "  3  something would be deferred, or could not be read or scanned\n";

struct ScanOptions {
  std::vector<std::string> files;
  DryEnvelope envelope;
  bool json = false;
};

/// What the gate would say of an envelope with these addresses.
std::string EnvelopeMistake(const Envelope& envelope) {
  EnvelopeReader reader(envelope.recipients.size());
  switch (reader.Feed(envelope.Encode())) {
    case EnvelopeState::kComplete:
      return "";
    case EnvelopeState::kAddressTooLong:
      return "an address is too long";
    default:
      return "an address has a control character";
  }
}

bool IsAddress(const std::string& text) {
  struct in6_addr address = {};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

std::string OptionMistake(const ScanOptions& options) {
  const DryEnvelope& of = options.envelope;
  if (!of.relay.empty() && !IsAddress(of.relay))
    return "--relay: not an IP address";
  if (!of.relay.empty() && of.client_class == "local")
    return "--relay: a local client has none";
  if (std::count(options.files.begin(), options.files.end(), "-") > 1)
    return "-: standard input can be read once";
  return EnvelopeMistake(of.envelope);
}

std::optional<int> ReadOptions(const Arguments& arguments,
                               ScanOptions* options) {
  Envelope* envelope = &options->envelope.envelope;
  CommandOptions command(
      "Shows what the gate would do with a message, part by part.",
      "sallyport scan");
  command.Words("FILE", &options->files,
                "Messages as the gate would get them; - is standard input");
  command.Value("--sender", &envelope->sender,
                "Envelope sender; without it, the null sender");
  command.Values("--recipient", &envelope->recipients,
                 "Envelope recipient, may be given several times; without "
                 "it, postmaster at this host");
  command.Value("--client", &options->envelope.client_class,
                "network (without it), relay or local",
                {"network", "relay", "local"});
  command.Value("--relay", &options->envelope.relay,
                "IP address of the client");
  command.Flag("--json", &options->json, "One JSON document a line and file");
  command.Footer(kFooter);
  if (const auto end = command.Parse(arguments)) return end;
  const std::string mistake = OptionMistake(*options);
  if (mistake.empty()) return std::nullopt;
  PrintError("sallyport scan: " + mistake + "\n");
  return kUsage;
}

Result<DryMessage> ReadMessage(DryRunSite* site, const std::string& file) {
  if (file == "-") return site->TakeMessage(STDIN_FILENO);
  const Fd from(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!from.valid()) return SystemError("open", "");
  return site->TakeMessage(from.get());
}

int ExitOf(const Decision& decision) {
  if (decision.answer == Answer::kDefer) return kNotScanned;
  const bool all = decision.answer == Answer::kHandOff &&
                   decision.items.empty();
  return all ? kAllHandedOn : kSomeHeld;
}

int ScanFile(DryRunSite* site, const ScanOptions& options,
             const std::string& file) {
  Result<DryMessage> message = ReadMessage(site, file);
  if (!message.ok()) {
    const std::string why = message.error().Text();
    if (options.json)
      Print(ScanErrorAsJson(file, why));
    else
      PrintError("sallyport scan: " + FileLabel(file) + ": " +
                 EscapeField(why) + "\n");
    return kNotScanned;
  }
  const DryRun run = site->Run(message.value(), options.envelope);
  const ScanSubject subject{file, message.value(), options.envelope, run,
                            site->config()};
  Print(options.json ? ScanAsJson(subject) : ScanText(subject));
  return ExitOf(run.decision);
}

}  // namespace

int RunScan(const Context& context, const Arguments& arguments) {
  ScanOptions options;
  if (const auto end = ReadOptions(arguments, &options)) return *end;
  Result<std::unique_ptr<DryRunSite>> site = DryRunSite::Open(context);
  if (!site.ok()) {
    PrintError("sallyport scan: " + EscapeField(site.error().Text()) + "\n");
    return kNotScanned;
  }
  std::vector<std::string>* recipients = &options.envelope.envelope.recipients;
  if (recipients->empty())
    recipients->push_back(
        "postmaster@" +
        std::string(site.value()->config()->Text("hostname")));
  int exit = kAllHandedOn;
  for (const std::string& file : options.files)
    exit = std::max(exit, ScanFile(site.value().get(), options, file));
  return exit;
}

}  // namespace sallyport
