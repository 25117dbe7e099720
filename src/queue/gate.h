// What the stages of the gate share: the caller as found at the start, the
// configuration, and the message as far as it has come. main.cc lists the
// stages; each is a file with that verb.

#ifndef SALLYPORT_QUEUE_GATE_H_
#define SALLYPORT_QUEUE_GATE_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "base/sha256.h"
#include "inspect/decide.h"
#include "inspect/inspection.h"
#include "inspect/jailed.h"
#include "mail/config.h"
#include "mail/envelope.h"
#include "mail/exit_code.h"
#include "state/slot.h"

namespace sallyport {

/// Who started us, and what of them is believed.
struct Caller {
  uid_t uid = 0;  // real uid
  bool set_uid = false;
  int client_fd = -1;          // takes the client's text; -1: none
  std::string client_class;    // network, relay or local
  std::string relay;           // client's IP address, or empty
  bool is_send = false;        // qmail-send: a bounce
  Narrowing narrowing;         // SALLYPORT_SCANNERS, SALLYPORT_SPAM
};

struct Gate;

/// The end of a message at some stage.
struct Ending {
  ExitCode code = ExitCode::kBug;
  std::string client_text;  // "D..." or "Z...", or empty
  std::string action;       // for the log: defer, cut, hold, ...
  std::string reason;       // for the log: stage and reason

  static Ending Failed(ExitCode code, std::string reason) {
    return {code, "", "defer", std::move(reason)};
  }
  /// Temporary, and the client is told so.
  static Ending Deferred(Gate* gate, std::string reason);
};

struct Gate {
  Caller caller;
  std::string live;  // folder of config.cdb
  std::unique_ptr<Config> config;
  JailPlan plan;
  Fd live_directory;
  Fd spool;
  Fd lanes;
  std::string id;
  std::string hostname;

  // receive
  WallTime arrived;
  int64_t began_ms = 0;
  bool receiving = false;  // from here on, every ending has a log line
  Fd message;              // unnamed
  uint64_t bytes = 0;
  std::string sha256;  // hexadecimal
  bool delivered_to = false;  // the message begins with Delivered-To:
  Envelope envelope;
  int64_t receive_ms = 0;
  std::optional<Deadline> deadline;

  // admit, unpack, scan
  std::optional<Slot> slot;
  int64_t wait_ms = 0;
  std::unique_ptr<Inspection> inspection;

  Decision decision;

  /// What descriptor 2 is told once the logs are written and the slot is
  /// free: whoever reads it slowly, or never, keeps nothing up.
  std::vector<std::string> notes;
};

/// "Z" or "D" and the text of [reply], with the message's id.
std::string DeferText(Gate* gate);
std::string RefuseText(Gate* gate);

// The stages. What they return ends the message; nothing: go on.
std::optional<Ending> Knock(Gate* gate);
std::optional<Ending> Receive(Gate* gate);
std::optional<Ending> Admit(Gate* gate);
std::optional<Ending> Unpack(Gate* gate);
std::optional<Ending> Scan(Gate* gate);
std::optional<Ending> Judge(Gate* gate);
std::optional<Ending> Hold(Gate* gate);
/// Comes back only with a failure: else the process is the queue program.
Ending HandOff(Gate* gate);

/// Logs the ending, tells the client, frees the slot; returns the exit code.
ExitCode Report(Gate* gate, const Ending& ending);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_GATE_H_
