#include "unpack/gzip_rest.h"

namespace sallyport {

namespace {

constexpr size_t kWindowBytes = 64 * 1024;

}  // namespace

GzipRest::GzipRest(Source* source)
    : source_(source),
      decompressor_(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP)),
      window_(std::make_unique_for_overwrite<char[]>(kWindowBytes)) {}

std::string_view GzipRest::Next() {
  while (true) {
    const std::string_view in = source_->View(position_);
    if (in.empty()) return {};
    gsize read = 0;
    gsize written = 0;
    const GConverterResult result = g_converter_convert(
        G_CONVERTER(decompressor_.get()), in.data(), in.size(), window_.get(),
        kWindowBytes, G_CONVERTER_NO_FLAGS, &read, &written, nullptr);
    if (result == G_CONVERTER_ERROR) return {};
    position_ += read;
    // One gzip file may follow another.
    if (result == G_CONVERTER_FINISHED)
      g_converter_reset(G_CONVERTER(decompressor_.get()));
    if (written > 0) return {window_.get(), written};
    if (read == 0) return {};
  }
}

}  // namespace sallyport
