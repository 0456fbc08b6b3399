"""Pages for whoever develops on this machine; AWS has none of them."""
