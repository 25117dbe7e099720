// Owners for what GLib hands out: an object's reference, and a string.

#ifndef SALLYPORT_UNPACK_GOBJECT_H_
#define SALLYPORT_UNPACK_GOBJECT_H_

#include <glib-object.h>

#include <memory>

namespace sallyport {

struct ObjectUnref {
  void operator()(gpointer object) const { g_object_unref(object); }
};

/// Holds one reference to a GObject.
template <typename T>
using ObjectPtr = std::unique_ptr<T, ObjectUnref>;

struct StringFree {
  void operator()(char* text) const { g_free(text); }
};

/// A string that g_free() releases.
using StringPtr = std::unique_ptr<char, StringFree>;

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_GOBJECT_H_
