"""The registers of outgoing and incoming documents (发文登记簿、收文登记簿), shown and exported."""
