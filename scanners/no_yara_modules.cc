// Stand-ins for what libyara's modules `magic` and `cuckoo` need: libmagic,
// whose database takes longer to load than a message to scan, and jansson,
// for reports of another sandbox. sallyport-yarac refuses rules that import
// them; were one of these called nevertheless, the message is not scanned.

#include <cstdlib>

#define SALLYPORT_STAND_IN(name) \
  extern "C" void name();        \
  void name() { std::abort(); }

SALLYPORT_STAND_IN(magic_open)
SALLYPORT_STAND_IN(magic_setflags)
SALLYPORT_STAND_IN(magic_load)
SALLYPORT_STAND_IN(magic_buffer)
SALLYPORT_STAND_IN(magic_close)
SALLYPORT_STAND_IN(json_array_get)
SALLYPORT_STAND_IN(json_array_size)
SALLYPORT_STAND_IN(json_delete)
SALLYPORT_STAND_IN(json_loadb)
SALLYPORT_STAND_IN(json_object_get)
SALLYPORT_STAND_IN(json_string_value)
SALLYPORT_STAND_IN(json_unpack)
