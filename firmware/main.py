from balancepoint.app import main

main()
