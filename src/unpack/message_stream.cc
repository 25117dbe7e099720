#include "unpack/message_stream.h"

#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sallyport {

namespace {

// The smallest parts there are take some hundred times their own size.
constexpr size_t kCheckEveryBytes = 32 * 1024;

size_t HeapBytes() {
  const struct mallinfo2 heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

/// The object; all state of reading is GMimeStream's position and bounds.
struct SourceStream {
  GMimeStream stream;
  Source* source;
  TreeGuard* guard;
};

SourceStream* Self(GMimeStream* stream) {
  return reinterpret_cast<SourceStream*>(stream);
}

gint64 End(GMimeStream* stream) {
  return stream->bound_end != -1
             ? stream->bound_end
             : static_cast<gint64>(Self(stream)->source->Size());
}

ssize_t Read(GMimeStream* stream, char* buffer, size_t size) {
  SourceStream* self = Self(stream);
  const gint64 left = End(stream) - stream->position;
  if (left <= 0) return 0;
  if (self->guard != nullptr && self->guard->Exceeded(size)) return 0;
  const size_t want = std::min(size, static_cast<size_t>(left));
  const size_t got = ReadAt(
      *self->source, static_cast<uint64_t>(stream->position), buffer, want);
  if (self->guard != nullptr)
    self->guard->mask()->Apply(self->source,
                               static_cast<uint64_t>(stream->position), buffer,
                               got);
  stream->position += static_cast<gint64>(got);
  return static_cast<ssize_t>(got);
}

ssize_t Write(GMimeStream*, const char*, size_t) {
  errno = EBADF;
  return -1;
}

int Nothing(GMimeStream*) { return 0; }

gboolean AtEnd(GMimeStream* stream) {
  return stream->position >= End(stream) ? TRUE : FALSE;
}

gint64 Seek(GMimeStream* stream, gint64 offset, GMimeSeekWhence whence) {
  gint64 target = offset;
  if (whence == GMIME_STREAM_SEEK_CUR) target += stream->position;
  if (whence == GMIME_STREAM_SEEK_END) target += End(stream);
  if (target < stream->bound_start || target > End(stream)) {
    errno = EINVAL;
    return -1;
  }
  stream->position = target;
  return target;
}

gint64 Tell(GMimeStream* stream) { return stream->position; }

gint64 Length(GMimeStream* stream) { return End(stream) - stream->bound_start; }

GMimeStream* Substream(GMimeStream* stream, gint64 start, gint64 end);

void ClassInit(gpointer klass, gpointer) {
  GMimeStreamClass* methods = static_cast<GMimeStreamClass*>(klass);
  methods->read = Read;
  methods->write = Write;
  methods->flush = Nothing;
  methods->close = Nothing;
  methods->eos = AtEnd;
  methods->reset = Nothing;
  methods->seek = Seek;
  methods->tell = Tell;
  methods->length = Length;
  methods->substream = Substream;
}

GType SourceStreamType() {
  static const GType type = g_type_register_static_simple(
      GMIME_TYPE_STREAM, "SallyportSourceStream", sizeof(GMimeStreamClass),
      ClassInit, sizeof(SourceStream), nullptr, GTypeFlags{});
  return type;
}

GMimeStream* NewStream(Source* source, TreeGuard* guard, gint64 start,
                       gint64 end) {
  auto* self = static_cast<SourceStream*>(
      static_cast<void*>(g_object_new(SourceStreamType(), nullptr)));
  g_mime_stream_construct(&self->stream, start, end);
  self->source = source;
  self->guard = guard;
  return &self->stream;
}

GMimeStream* Substream(GMimeStream* stream, gint64 start, gint64 end) {
  return NewStream(Self(stream)->source, nullptr, start, end);
}

}  // namespace

TreeGuard::TreeGuard(size_t most) : most_(most), before_(HeapBytes()) {}

size_t TreeGuard::Taken() const {
  const size_t now = HeapBytes();
  return std::min(most_, now - std::min(before_, now));
}

bool TreeGuard::Exceeded(size_t read_bytes) {
  unchecked_ += read_bytes;
  if (!exceeded_ && unchecked_ >= kCheckEveryBytes) {
    unchecked_ = 0;
    exceeded_ = HeapBytes() > before_ + most_;
  }
  return exceeded_;
}

ObjectPtr<GMimeStream> NewMessageStream(Source* source, TreeGuard* guard) {
  return ObjectPtr<GMimeStream>(NewStream(source, guard, 0, -1));
}

}  // namespace sallyport
