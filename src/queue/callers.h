// Who is believed what: the uids of [callers] network speak for an SMTP
// client; whatever the environment of all others says is not looked at.

#ifndef SALLYPORT_QUEUE_CALLERS_H_
#define SALLYPORT_QUEUE_CALLERS_H_

#include <string_view>

#include "base/result.h"
#include "mail/config.h"
#include "queue/gate.h"

namespace sallyport {

/// What the environment says, as tcpserver and tcprules set it.
struct CallersWords {
  std::string_view remote_ip;  // TCPREMOTEIP
  bool relay_client = false;   // RELAYCLIENT is set
  bool has_scanners = false;   // SALLYPORT_SCANNERS
  std::string_view scanners;
  bool has_spam = false;       // SALLYPORT_SPAM
  std::string_view spam;
};

/// Fills in what is believed, from `caller`->uid. Fails for a scanner that
/// the configuration does not know, an empty list, "none" where that is not
/// allowed, and a SALLYPORT_SPAM other than "off".
Status JudgeCaller(const CallersWords& words, Config* config, Caller* caller);

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_CALLERS_H_
