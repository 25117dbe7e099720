// Outside unpackers: programs of the site, run as scanners are, that make an
// archive of a part that sallyport-unpack could not open. What they say is
// opened by sallyport-unpack in turn; nobody else looks into it.

#ifndef SALLYPORT_INSPECT_OUTSIDE_H_
#define SALLYPORT_INSPECT_OUTSIDE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "inspect/jailed.h"
#include "inspect/scan.h"
#include "mail/config.h"

namespace sallyport {

struct OutsideUnpacker {
  std::string scanner;  // the name under which the jail knows it
  std::vector<std::string> types;
};

/// Those of the configuration, in its order.
std::vector<OutsideUnpacker> ReadOutsideUnpackers(Config* config);

/// The first that opens parts of this type, or null.
const OutsideUnpacker* FindOutsideUnpacker(
    const std::vector<OutsideUnpacker>& unpackers, std::string_view type);

struct OutsideRun {
  /// Clean if there is an archive; its reason tells why not. Never required.
  ScannerResult result;
  Fd archive;            // unnamed, read and write
  bool too_much = false;  // the archive would have been over `most` bytes
};

/// Runs one over `input.message`, which is the part. The archive is kept in
/// the file system of `directory`.
OutsideRun RunOutsideUnpacker(Config* config, const JailPlan& plan,
                              const JailInput& input,
                              const OutsideUnpacker& unpacker, int directory,
                              uint64_t most, Deadline deadline);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_OUTSIDE_H_
