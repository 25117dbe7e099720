// What a broken gzip file still gives. libarchive fills a whole block before
// it hands any of it out, and gives up all of the block when the input ends or
// turns bad inside it; of a small file that is everything.

#ifndef SALLYPORT_UNPACK_GZIP_REST_H_
#define SALLYPORT_UNPACK_GZIP_REST_H_

#include <gio/gio.h>

#include <memory>
#include <string_view>

#include "unpack/gobject.h"
#include "unpack/source.h"

namespace sallyport {

class GzipRest {
 public:
  explicit GzipRest(Source* source);

  /// The next decompressed bytes; empty where no more are to be had. Valid
  /// until the next call.
  std::string_view Next();

 private:
  Source* source_;
  uint64_t position_ = 0;
  ObjectPtr<GZlibDecompressor> decompressor_;
  std::unique_ptr<char[]> window_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_GZIP_REST_H_
