// One message through unpack, scan and decide as the gate does it, in a slot
// of the spool, without anything of it kept: nothing is held, handed on,
// logged or remembered, and the slot is empty again before a result is there
// to be shown. For the commands that tell what the gate would do.
//
// The bytes of a message are copied and handed to the jail; what they mean is
// never looked at here.

#ifndef SALLYPORT_ADMIN_DRY_RUN_H_
#define SALLYPORT_ADMIN_DRY_RUN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/command_line.h"
#include "base/fd.h"
#include "base/result.h"
#include "inspect/decide.h"
#include "inspect/inspection.h"
#include "inspect/jailed.h"
#include "mail/config.h"
#include "mail/envelope.h"
#include "state/slot.h"

namespace sallyport {

/// A message in an unnamed file of the spool.
struct DryMessage {
  Fd file;
  uint64_t bytes = 0;
  std::string sha256;
  bool delivered_to = false;  // begins with Delivered-To:, see DecideInput
};

/// Whose the message is, and which scanners count.
struct DryEnvelope {
  Envelope envelope;
  std::string relay;  // IP address, or empty
  std::string client_class = "network";
  /// Where set, these and no others.
  std::optional<std::vector<std::string>> scanners;
  bool one_by_one = false;  // see InspectionSubject
};

/// What became of it.
struct DryRun {
  std::string id;
  /// Answer::kDefer, with the reason, also where a stage failed.
  Decision decision;
  /// Stays as it was when the last stage had run; null if there was no slot.
  std::unique_ptr<Inspection> inspection;
};

/// What is done for one recipient: "handed on", "tagged" (and handed on),
/// "held", "refused" or "deferred". `folder` is the quarantine folder, also
/// of a message that is refused and held, or empty.
struct Fate {
  std::string_view what;
  std::string_view folder;
};
Fate FateOf(const Decision& decision, size_t recipient);

/// The configuration, jail and spool that dry runs need.
class DryRunSite {
 public:
  /// Sets the umask to the gate's: the scan user's group reads in a slot.
  static Result<std::unique_ptr<DryRunSite>> Open(const Context& context);

  Config* config() { return &config_; }

  /// Copies a message from the descriptor to its end; one over
  /// limits.message_bytes is EFBIG.
  Result<DryMessage> TakeMessage(int from);
  Result<DryMessage> TakeMessage(std::string_view bytes);

  /// Compiled rules that the scanner "candidate-yara" finds beside every
  /// message from now on.
  void TryRules(std::string compiled) { rules_ = std::move(compiled); }

  DryRun Run(const DryMessage& message, const DryEnvelope& envelope);

 private:
  explicit DryRunSite(Config config) : config_(std::move(config)) {}
  Status RunStages(InspectionSubject subject, const DryMessage& message,
                   Slot* slot, Deadline deadline, DryRun* run);

  Config config_;
  JailPlan plan_;
  Fd live_;
  Fd lanes_;
  std::string rules_;
};

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_DRY_RUN_H_
