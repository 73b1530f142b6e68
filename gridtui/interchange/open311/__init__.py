"""Open311 GeoReport v2: services and requests that go to other systems, requests that come from them."""
