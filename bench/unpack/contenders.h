// Who opens a message up and stores what is in it: Sallyport, programs of
// others, and the shortest loops over the libraries that Sallyport uses.

#ifndef SALLYPORT_BENCH_UNPACK_CONTENDERS_H_
#define SALLYPORT_BENCH_UNPACK_CONTENDERS_H_

#include <functional>
#include <string>
#include <vector>

#include "bench/bench_site.h"

namespace sallyport::bench {

/// Opens `message`, a file, up into the empty folder `parts`.
using Unpacker = std::function<void(const std::string& message,
                                    const std::string& parts)>;

/// As the gate does: the jail, the unpacker with the default rules in it, and
/// the parts hashed and stored.
Unpacker SallyportUnpacker(const BenchSite& site);

/// A program that is given arguments; %m is the message, %p the folder.
Unpacker ProgramUnpacker(std::vector<std::string> command);

/// GMime's parser and a write of each part; with `archives`, libarchive's
/// reader over each part and a write of each member, too.
Unpacker LibraryUnpacker(bool archives);

}  // namespace sallyport::bench

#endif  // SALLYPORT_BENCH_UNPACK_CONTENDERS_H_
