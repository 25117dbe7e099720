// Who is to be told of a held message, and what: a pure function of the
// message and the settings. Whom to tell is never taken from the message: it
// is the configured postmaster, an envelope recipient of the site's own, or
// an envelope sender of the site's own whose client had leave to relay.

#ifndef SALLYPORT_ADMIN_NOTIFY_CHOICE_H_
#define SALLYPORT_ADMIN_NOTIFY_CHOICE_H_

#include <functional>
#include <string>
#include <vector>

#include "admin/notify_held.h"
#include "admin/notify_settings.h"
#include "admin/notify_state.h"

namespace sallyport {

/// Why nobody at all is told of it; empty if somebody may be.
std::string WhySilent(const HeldNews& news, const HeldLook& look,
                      const NotifySettings& settings);

/// Shows the notices of it to `take`, for each address one. There may be very
/// many: a message has up to limits.recipients.
void ChooseNotices(const HeldNews& news, const HeldLook& look,
                   NotifySettings* settings,
                   const std::function<void(Notice)>& take);

/// Of its recipients those who get it listed in a digest. Lists are for whoever
/// looks for mail that did not come: what a program sent is in them, too.
std::vector<std::string> ChooseDigests(const HeldNews& news,
                                       const HeldLook& look,
                                       NotifySettings* settings);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_CHOICE_H_
