"""Groups of recipients (主送分组): organs that documents often go to together, stored under a name."""
