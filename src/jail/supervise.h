// Runs a plugin and owns its beginning and its end. Whoever holds the other
// end of the control socket gives the word to begin, one byte: till then the
// plugin waits, confined, before its exec, and takes none of its time. Closing
// that end, or dying, is the order to kill; the jail kills, reaps to the last
// process of the plugin's tree, removes its scratch, then reports.
//
// A plugin that the configuration calls early does not wait: it has the
// message, and reads the word itself, on a descriptor of its own, before it
// looks at the parts. One that ends well without having read it is told of.
//
// As root the tree is a pid namespace, in which the jail's init is pid 1 and
// the plugin pid 2; else it is the plugin's process group and all that a
// child subreaper is given.

#ifndef SALLYPORT_JAIL_SUPERVISE_H_
#define SALLYPORT_JAIL_SUPERVISE_H_

#include "jail/settings.h"

namespace sallyport::jail {

/// A socket, or the read end of a pipe.
inline constexpr int kControlDescriptor = 5;
/// Where an early plugin reads the word.
inline constexpr int kPartsDescriptor = 3;
/// Where the report is written: one line, "end REASON EXIT SIGNAL CPU_MS
/// PEAK_KB\n". REASON is ok (the plugin ended by itself and left nothing),
/// left (it left a process), time, ordered (the control was closed), start (it
/// could not be started) or unheard (it began early, and ended well without
/// the word that the parts are there). EXIT or SIGNAL is -1.
inline constexpr int kReportDescriptor = 6;

/// Does not return.
[[noreturn]] void Supervise(const Settings& settings);

/// Leaves the caller as the only process of a new pid namespace's outside:
/// returns in the child, which is pid 1 there; the caller itself waits for
/// that child and ends as it did. To be called as root, before the ids are
/// given up.
void EnterPidNamespace();

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_SUPERVISE_H_
