"""Official documents (公文): drafted, examined, signed, numbered and released; received and handled elsewhere."""
